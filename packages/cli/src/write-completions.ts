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
  const proposed = await proposeWords(application, words, context);
  const names = proposed.filter((word) => !word.startsWith('-'));
  // Flags are many: where there is something else they are for who has begun one.
  const wanted = names.length > 0 ? names : proposed;
  const lines = wanted.map((word) => `${word}\n`);
  await writeText(context.process.stdout, lines.join(''));
  context.process.exitCode = exitCodes.done;
}

async function proposeWords(
  application: Application<SluiceContext>,
  words: readonly string[],
  context: SluiceContext,
): Promise<readonly string[]> {
  const propose = async (last: string) => {
    const typed = [...words.slice(0, -1), last];
    const proposed = await proposeCompletions(application, typed, { ...context, typed });
    return proposed.map(({ completion }) => completion);
  };
  const word = words.at(-1) ?? '';
  const [, head, tail = ''] = /^(.*,)(.*)$/s.exec(word) ?? [];
  if (head === undefined) return propose(word);
  // Where a flag takes words with commas between them, each that may be next is proposed behind a comma.
  const next = (await propose(head)).filter((one) => !one.startsWith('-') && !one.startsWith(head));
  if (next.length === 0) return propose(word);
  const given = head.split(',');
  return next
    .filter((one) => one.startsWith(tail) && !given.includes(one))
    .map((one) => `${head}${one}`);
}
