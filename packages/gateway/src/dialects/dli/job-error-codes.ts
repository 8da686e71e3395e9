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
  return said.find(([text]) => text.test(message))?.[1] ?? codes[code];
}

/** What has a code of its own here. Each is the beginning of a message, so that no text of a user passes for one. */
const said: readonly (readonly [RegExp, DliCode])[] = [
  // A value that its type or a constraint does not take: what the engine says of a statement, or of a place in a file of an import.
  [
    /^(?:(?:Conversion|Constraint) Error: |(?:Line|Record) \d+ of |The (?:gzip|zstd|parquet file) .* is (?:broken|not known by its name))/,
    'DLI.0018',
  ],
  // A name that is taken; of a column, the reference has none.
  [/^Catalog Error: (?!Column)\w+ with name "?[^"]*"? already exists/, 'DLI.0006'],
  // What is in the way of an export, or of a COPY.
  [
    /^(?:There is (?:something|a file) at that path|Something came to that path|A file lies where that path )/,
    'DLI.0006',
  ],
];

/** The refusal of a statement, at its submit or after it ran while the client waited. */
export function jobErrorRefusal(error: JobError): Refusal {
  return dliRefusal(toDliCode(error), error.message);
}
