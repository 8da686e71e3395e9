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
  const [reason = ''] = message.split(/\s*(?:This error signals|Stack Trace:)/, 1);
  return reason.replace(/^Failed to extract statements: /, '').replaceAll('\0', '.');
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
      return /No space left on device/.test(message) ? 'resource' : 'runtime';
    case 'FATAL':
    case 'INTERNAL':
      return 'engine';
    case undefined:
    default:
      return 'runtime';
  }
}

/** The instance is of no more use: DuckDB refuses whatever comes after such an error. */
export function isFatal(cause: unknown): boolean {
  return cause instanceof Error && /^FATAL Error|database has been invalidated/.test(cause.message);
}

/** The project's statements need more of the disk while they run than they may take together. */
export function isTemporaryFull(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes("'max_temp_directory_size'");
}

/** The statement writes, and its transaction was opened for reading. */
export function isReadOnlyRefusal(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('launched in read-only mode');
}

/** DuckDB had no memory left, also none to go on on the disk with. */
export function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('Out of Memory Error');
}

/** Two writers met: this one wrote nothing, and may try again. */
export function isConflict(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /Conflict on (update|tuple deletion)|write-write conflict|altered by a different transaction|dropped by a different transaction/.test(
      cause.message,
    )
  );
}
