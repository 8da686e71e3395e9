import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sluiceInProcess } from './support/sluice-in-process.ts';
import { stageCheckout } from './support/stage-checkout.ts';

const page = readFileSync(resolve(import.meta.dirname, '../docs/cli.md'), 'utf8');

it('every example of the page of the command line runs, one after the other', async () => {
  const examples = [...page.matchAll(/^```\n(.*?)^```/gms)].map(([, example = '']) => example);
  expect(examples.length).toBeGreaterThan(5);
  const checkout = await stageCheckout();
  try {
    // A home of its own, where the login keeps its profile.
    const told = await checkout.paste(`export HOME="$PWD"\nset -x\n${examples.join('')}`);
    expect(told).toContain('{"answer":42}');
    expect(told).toMatch(/\tcancelled\b/);
    expect(told).toMatch(/^flights\n\d+$/m);
    expect(told).toContain('SELECT count(*) FROM samples.flights;');
    expect(told).toMatch(/^next\n42$/m);
    expect(told).toMatch(/^late\n\d+$/m);
    expect(told).toMatch(/^airports\n3376$/m);
  } finally {
    await checkout.close();
  }
}, 320_000);

describe('the table of commands', () => {
  const [, table = ''] = /^\| command \| does \|$(.*?)^$/ms.exec(page) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `sluice'));
  const admin = page.slice(page.indexOf('## sluice server')).split('\n');
  const ofServer = admin.filter((line) => line.startsWith('| `server'));

  it.each([...rows, ...ofServer])('tells what there is: %s', async (row) => {
    const help = (await Promise.all(commandsOf(row).map(helpOf))).join('\n');
    for (const [flag] of row.matchAll(/(?<=[`\s])--[a-z][a-z-]*/g)) expect(help).toContain(flag);
  });
});

it('the help of a command says first what it does, and then more', async () => {
  const help = await helpOf(['tables', 'import']);
  expect(help).toMatch(/\n\nImport files of a bucket into a table\.\n\nAll files go into it/);
});

const nouns = new Set([
  'jobs',
  'sessions',
  'batches',
  'queues',
  'databases',
  'tables',
  'files',
  'resources',
  'templates',
  'variables',
  'profiles',
  'audit',
  'events',
  'server',
]);

/** The commands that the first cell of a row names; a verb alone has the noun of the one before it. */
function commandsOf(row: string): readonly (readonly string[])[] {
  const [, names = ''] = row.split(/(?<!\\)\| /);
  let noun = '';
  return [...names.matchAll(/`(?:sluice )?([a-z][a-z-]*)(?: ([a-z][a-z-]*))?[^`]*`/g)].map(
    ([, first = '', second = '']) => {
      if (nouns.has(first)) noun = first;
      const words = nouns.has(first) ? [first, second] : [noun, first];
      return words.filter((word) => word !== '');
    },
  );
}

async function helpOf(command: readonly string[]): Promise<string> {
  const ran = await sluiceInProcess([...command, '--help'], { env: {}, directory: '/' });
  expect({ command, code: ran.code }).toEqual({ command, code: 0 });
  return ran.stdout;
}
