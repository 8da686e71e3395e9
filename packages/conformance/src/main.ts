import { ExitCode as FrameworkCode, run } from '@stricli/core';
import { application, type ConformanceContext } from './application.ts';
import { exitCodes } from './exit-codes.ts';

const { stdout, stderr, env } = process;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}
// Whoever reads the output has seen enough (`| head`).
stdout.on('error', (error) => stopping.abort(error));
const context: ConformanceContext = {
  process: { stdout, stderr, env },
  stopped: stopping.signal,
};
await run(application, process.argv.slice(2), context);
// Not by itself: a case that was broken off may be waiting for something still.
process.exit(toExitCode(context.process.exitCode));

/** The framework has codes of its own, below zero, for command lines that it cannot understand. */
function toExitCode(code: number | undefined): number {
  if (code === undefined || code < 0) {
    return code === FrameworkCode.InvalidArgument ? exitCodes.usage : exitCodes.notJudged;
  }
  return code;
}
