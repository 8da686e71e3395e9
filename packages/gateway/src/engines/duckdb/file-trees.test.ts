import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkTree } from './file-trees.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-test-trees-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('what goes away between the look and the link is passed over', async () => {
  const [from, to] = [join(home, 'from'), join(home, 'to')];
  mkdirSync(join(from, 'going'), { recursive: true });
  writeFileSync(join(from, 'going', 'inner'), '');
  for (const name of ['stays', 'going.wal']) writeFileSync(join(from, name), name);
  await linkTree(from, to, (name) => {
    if (name.startsWith('going')) rmSync(join(from, name), { recursive: true });
    return true;
  });
  expect(readdirSync(to)).toEqual(['stays']);
});

it('a directory that is not there is an empty one', async () => {
  await linkTree(join(home, 'none'), join(home, 'to'), () => true);
  expect(readdirSync(home)).toEqual([]);
});
