import { homedir } from 'node:os';
import { application } from './application.ts';
import { completeWord } from './commands/completion.ts';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
import { isClosedPipe } from './output/is-closed-pipe.ts';
import { runCommand } from './run-command.ts';
import type { SluiceContext } from './sluice-context.ts';
import { writeCompletions } from './write-completions.ts';

const { stdout, stderr, stdin, env } = process;
// Whoever writes is told of it too, and ends what has begun; of a help nobody waits for the end.
let unwritten: NodeJS.ErrnoException | null = null;
stdout.on('error', (error: NodeJS.ErrnoException) => (unwritten ??= error));
process.on('exit', (code) => {
  if (code !== exitCodes.done || unwritten === null || isClosedPipe(unwritten)) return;
  stderr.write(`sluice: ${describeError(unwritten).message}\n`);
  process.exitCode = exitCodes.failed;
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
