import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { stageCheckout } from './support/stage-checkout.ts';

const page = readFileSync(resolve(import.meta.dirname, '../docs/client.md'), 'utf8');

it('the page of the client prints what it shows, and its job is cancelled', async () => {
  const [, program] = /^```js\n(.*?)^```/ms.exec(page) ?? [];
  const [, shown] = /^```text\n(.*?)^```/ms.exec(page) ?? [];
  if (program === undefined || shown === undefined) throw new Error('the page has no example');
  const checkout = await stageCheckout();
  try {
    const run = `node --input-type=module <<'END OF PROGRAM'\n${program}END OF PROGRAM\n`;
    expect(await checkout.paste(run)).toBe(shown);
    const stopped = await checkout.paste('npx sluice jobs list --status cancelled -o name');
    expect(stopped.trim().split('\n')).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)]);
  } finally {
    await checkout.close();
  }
}, 200_000);
