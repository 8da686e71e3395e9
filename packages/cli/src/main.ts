import { homedir } from 'node:os';
import { application } from './application.ts';
import { completeWord } from './commands/completion.ts';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
import { runCommand } from './run-command.ts';
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
if (words[0] === completeWord) {
  await writeCompletions(application, words.slice(1), context);
  process.exitCode = exitCodes.done;
} else {
  process.exitCode = await runCommand(words, context);
}
if (process.exitCode === exitCodes.notAllowed && context.credentialSource !== undefined) {
  stderr.write(`The credential comes from ${context.credentialSource}.\n`);
}
