import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StagedCheckout, stageCheckout } from './support/stage-checkout.ts';

const pages = resolve(import.meta.dirname, '../docs/calls');
const endOfBlock = 'end of block';

/** One block of commands and what the page shows of their output; null where it shows nothing. */
interface Step {
  readonly commands: string;
  readonly shown: string | null;
}

function stepsOf(page: string): readonly Step[] {
  const blocks = page.matchAll(/^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms);
  return Array.from(blocks, ([, commands = '', shown]) => ({ commands, shown: shown ?? null }));
}

/** What differs from run to run is alike: ids, times, numbers, and how often a rung was taken. */
function masked(output: string): readonly string[] {
  const lines = output
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .trim()
    .split('\n')
    .map((line) =>
      /^(\w[\w ]*\t| *check\t|process )/.test(line) ? line.replaceAll(/\d+/g, 'N') : line,
    );
  return lines.filter((line, at) => line !== lines[at - 1]);
}

describe('the page of a call', () => {
  let checkout: StagedCheckout;
  beforeAll(async () => {
    checkout = await stageCheckout();
  });
  afterAll(() => checkout.close());

  it.each(readdirSync(pages))(
    '%s shows what its commands say',
    async (name) => {
      const steps = stepsOf(readFileSync(join(pages, name), 'utf8'));
      expect(steps.length).toBeGreaterThan(3);
      const script = steps.map(({ commands }) => `${commands}echo '${endOfBlock}'\n`).join('');
      const outputs = (await checkout.paste(script)).split(`${endOfBlock}\n`);
      for (const [at, { shown }] of steps.entries()) {
        expect(masked(outputs[at] ?? '')).toEqual(masked(shown ?? ''));
      }
    },
    200_000,
  );
});
