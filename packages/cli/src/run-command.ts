import { ExitCode as FrameworkCode, run } from '@stricli/core';
import { application } from './application.ts';
import { exitCodes } from './exit-codes.ts';
import { isClosedPipe } from './output/is-closed-pipe.ts';
import type { SluiceContext } from './sluice-context.ts';

/** Runs the command of these words to its end, and has its exit code. */
export async function runCommand(
  words: readonly string[],
  context: SluiceContext,
): Promise<number> {
  try {
    await run(application, words, context);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
    return context.process.exitCode ?? exitCodes.done;
  }
  return toExitCode(context.process.exitCode);
}

/** The framework has codes of its own, below zero, for command lines that it cannot understand. */
function toExitCode(code: number | undefined): number {
  if (code === FrameworkCode.UnknownCommand || code === FrameworkCode.InvalidArgument) {
    return exitCodes.usage;
  }
  return code === undefined || code < 0 ? exitCodes.failed : code;
}
