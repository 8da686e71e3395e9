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

export function toDliCode({ code, message }: JobError): DliCode {
  return isOfData.test(message) ? 'DLI.0018' : codes[code];
}

/** A value that its type does not take: what the engine says of a statement, or of a place in a file of an import. */
const isOfData = /^(?:Conversion Error: |(?:Line|Record) \d+ of |The gzip .* is broken)/;

/** The refusal of a statement, at its submit or after it ran while the client waited. */
export function jobErrorRefusal(error: JobError): Refusal {
  return dliRefusal(toDliCode(error), error.message);
}
