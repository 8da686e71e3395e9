import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { stageCheckout } from './support/stage-checkout.ts';

/** What the examples of a page leave to see. */
const pages = [
  [
    'tables.md',
    'npx sluice files ls obs://lake/ -o name',
    /obs:\/\/lake\/origins\/part_0\.csv\.gz/,
  ],
  ['texts.md', 'npx sluice variables list', /^late\t60\tadmin\t/m],
] as const;

it.each(pages)('the examples of docs/%s run', { timeout: 320_000 }, async (page, look, left) => {
  const text = readFileSync(resolve(import.meta.dirname, '../docs', page), 'utf8');
  const examples = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, example = '']) => example);
  expect(examples).not.toEqual([]);
  const checkout = await stageCheckout();
  try {
    await checkout.paste('echo 1 | npx sluice files put - obs://lake/one.txt');
    await checkout.paste(examples.join(''));
    expect(await checkout.paste(look)).toMatch(left);
  } finally {
    await checkout.close();
  }
});
