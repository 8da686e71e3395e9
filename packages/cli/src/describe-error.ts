import { ConnectionError, ProblemError, TimeoutError, UnexpectedAnswerError } from '@sluice/client';
import { CredentialError } from './credentials/credential-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { inCommandWords } from './in-command-words.ts';
import { printable } from './output/printable.ts';
import { UsageError } from './usage-error.ts';

/** An error as a line for a person, and as a code for a script. */
export function describeError(error: unknown): { message: string; exitCode: ExitCode } {
  if (error instanceof ProblemError) return describeProblem(error);
  if (error instanceof CredentialError) {
    return { message: error.message, exitCode: exitCodes.notAllowed };
  }
  if (error instanceof UsageError) return { message: error.message, exitCode: exitCodes.usage };
  if (error instanceof ConnectionError) {
    return {
      message: printable(`${error.message}${startHint(error)}`),
      exitCode: exitCodes.failed,
    };
  }
  const isKnown =
    error instanceof TimeoutError || error instanceof UnexpectedAnswerError || isSystemError(error);
  if (isKnown) return { message: printable(error.message), exitCode: exitCodes.failed };
  // A fault of ours: the trace helps whoever mends it.
  const trace = error instanceof Error ? error.stack : undefined;
  return { message: `unexpected error: ${trace ?? String(error)}`, exitCode: exitCodes.failed };
}

/** Where it is most likely the reader's own gateway, which does not run. */
function startHint({ url, message }: ConnectionError): string {
  const isHere = /^https?:\/\/(127\.|localhost[:/]|\[::1\])/.test(`${url}/`);
  return isHere && message.includes('connection refused') ? '; start it with "npm start"' : '';
}

function describeProblem({ status, code, problem, requestId }: ProblemError) {
  // Not of a statement that nobody may run (forbidden_object): another credential would not help.
  const isRefused = status === 401 || code === 'forbidden';
  const trail = status >= 500 ? ` (request id ${requestId})` : '';
  return {
    message: printable(`${inCommandWords(problem)}${trail}`),
    exitCode: isRefused ? exitCodes.notAllowed : exitCodes.failed,
  };
}

/** A file that cannot be read, an output that cannot be written. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
