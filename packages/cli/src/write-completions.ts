import { type Application, proposeCompletions } from '@stricli/core';
import { exitCodes } from './exit-codes.ts';
import { writeText } from './output/write-text.ts';
import type { SluiceContext } from './sluice-context.ts';

/** Writes what the last of these words may be, a line each: for the scripts of `sluice completion`. */
export async function writeCompletions(
  application: Application<SluiceContext>,
  words: readonly string[],
  context: SluiceContext,
): Promise<void> {
  const proposed = await proposeCompletions(application, words, { ...context, typed: words });
  const names = proposed.filter(({ completion }) => !completion.startsWith('-'));
  // Flags are many: where there is something else they are for who has begun one.
  const wanted = names.length > 0 ? names : proposed;
  const lines = wanted.map(({ completion }) => `${completion}\n`);
  await writeText(context.process.stdout, lines.join(''));
  context.process.exitCode = exitCodes.done;
}
