import { homedir } from 'node:os';
import { ExitCode as FrameworkCode, run } from '@stricli/core';
import { application } from './application.ts';
import { completeWord } from './commands/completion.ts';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { SluiceContext } from './sluice-context.ts';
import { writeCompletions } from './write-completions.ts';

const { stdout, stderr, stdin, env } = process;
// Whoever reads the output has seen enough (`| head`), or cannot take it (the disk is full).
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') stderr.write(`sluice: ${describeError(error).message}\n`);
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});
stderr.on('error', () => {});

const context: SluiceContext = {
  process: { stdout, stderr, env },
  stdin,
  workingDirectory: process.cwd(),
  homeDirectory: homedir(),
  signals: process,
};
const words = process.argv.slice(2);
if (words[0] === completeWord) await writeCompletions(application, words.slice(1), context);
else await run(application, words, context);
process.exitCode = toExitCode(context.process.exitCode);
if (process.exitCode === exitCodes.notAllowed && context.credentialSource !== undefined) {
  stderr.write(`The credential comes from ${context.credentialSource}.\n`);
}

/** The framework has codes of its own, below zero, for command lines that it cannot understand. */
function toExitCode(code: number | undefined): number {
  if (code === FrameworkCode.UnknownCommand || code === FrameworkCode.InvalidArgument) {
    return exitCodes.usage;
  }
  return code === undefined || code < 0 ? exitCodes.failed : code;
}
