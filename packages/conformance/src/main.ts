import { ExitCode as FrameworkCode, run } from '@stricli/core';
import { application, type ConformanceContext } from './application.ts';
import { exitCodes } from './exit-codes.ts';

const { stdout, stderr, env } = process;
const context: ConformanceContext = { process: { stdout, stderr, env } };
await run(application, process.argv.slice(2), context);
process.exitCode = toExitCode(context.process.exitCode);

/** The framework has codes of its own, below zero, for command lines that it cannot understand. */
function toExitCode(code: number | undefined): number {
  if (code === undefined || code < 0) {
    return code === FrameworkCode.InvalidArgument ? exitCodes.usage : exitCodes.notJudged;
  }
  return code;
}
