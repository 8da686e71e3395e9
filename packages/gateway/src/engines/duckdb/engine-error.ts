import { sep } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';

/** Turns DuckDB's text into a job's error. The engine gives no codes, only the class before the colon. */
export function toJobError(cause: unknown): JobError {
  const plain = plainReason(cause);
  return { code: codeOf(plain), message: plain };
}

/** Paths below a directory, told from there on: where it lies is nothing to a client. */
export function withoutDirectory(text: string, directory: string): string {
  return text.replaceAll(directory + sep, '');
}

/** What DuckDB says, without the addresses of its own code that follow an internal error. */
export function plainReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [reason = ''] = message.split(/This error signals|Stack Trace:/, 1);
  return reason
    .trimEnd()
    .replace(/^Failed to extract statements: /, '')
    .replaceAll('\0', '.');
}

function codeOf(message: string): JobError['code'] {
  switch (/^(\w[\w ]*?) Error: /.exec(message)?.[1]) {
    case 'Parser':
    case 'Syntax':
      return 'syntax';
    case 'Binder':
    case 'Catalog':
      return 'semantic';
    case 'Permission':
      return 'forbidden';
    case 'Out of Memory':
      return 'resource';
    case 'IO':
    case 'TransactionContext':
      return /No space left on device|Disk quota exceeded|File too large/.test(message)
        ? 'resource'
        : 'runtime';
    case 'FATAL':
    case 'INTERNAL':
      return 'engine';
    case undefined:
    default:
      return 'runtime';
  }
}

// What follows is found at the beginning of a message only, and as a whole: behind it DuckDB quotes the statement and the
// values of a user, who could say anything there.

/** The instance is of no more use: DuckDB refuses whatever comes after such an error. */
export function isFatal(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('FATAL Error: ');
}

/**
 * Where the error says nothing of its statement: the instance is of no more use by the fault of an earlier one, or
 * became so in the middle of a commit.
 */
export function isBeyondSaying(cause: unknown, mayHaveCommitted: boolean): boolean {
  if (!isFatal(cause)) return false;
  const ofEarlier =
    /^FATAL Error: Failed: database has been invalidated because of a previous fatal error/;
  return mayHaveCommitted || ofEarlier.test((cause as Error).message);
}

/** The project's statements need more of the disk while they run than they may take together. */
export function isTemporaryFull(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /^(?:Out of Memory Error: |Failed to append: failed to offload )/.test(cause.message) &&
    cause.message.includes("'max_temp_directory_size'")
  );
}

/** The statement writes, and its transaction was opened for reading. */
export function isReadOnlyRefusal(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /^TransactionContext Error: Cannot write to database "[^"]*" - transaction is launched in read-only mode$/.test(
      cause.message,
    )
  );
}

/** DuckDB had no memory left, also none to go on on the disk with. */
export function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('Out of Memory Error');
}

/** What it says of rows in the first group. */
const aConflict =
  /^TransactionContext Error: (?:Failed to commit: )?(?:(Conflict on (?:update|tuple deletion)!)|Catalog write-write conflict|Transaction conflict: )/;

/** Two writers met: this one wrote nothing, and may try again. */
export function isConflict(cause: unknown): boolean {
  return cause instanceof Error && aConflict.test(cause.message);
}

/** Of rows, and not of what they are in. */
export function isConflictOfRows(cause: unknown): boolean {
  return cause instanceof Error && aConflict.exec(cause.message)?.[1] !== undefined;
}
