import type { JobError, JobErrorCode } from '../../core/job/ending.ts';
import { type DliCode, dliRefusal, type Refusal } from './refusal.ts';

/** Why a statement was refused or failed, in this dialect's codes (dli-api.md 2.2). */
const codes: Record<JobErrorCode, DliCode> = {
  syntax: 'DLI.0004',
  semantic: 'DLI.0005',
  not_supported: 'DLI.0007',
  // Not DLI.0011, which is about a path of object storage: a reserved schema is forbidden as well.
  forbidden: 'DLI.0003',
  runtime: 'DLI.0999',
  resource: 'DLI.0009',
  program: 'DLI.0999',
  engine: 'DLI.0012',
};

export function toDliCode(code: JobErrorCode): DliCode {
  return codes[code];
}

/** The refusal of a statement, at its submit or after it ran while the client waited. */
export function jobErrorRefusal({ code, message }: JobError): Refusal {
  return dliRefusal(toDliCode(code), message);
}
