import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeAside } from './write-aside.ts';

const uuid = '01234567-89ab-cdef-0123-456789abcdef';
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-test-aside-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(name: string): Promise<void> {
  return writeAside(join(home, name), async (aside) => writeFileSync(join(aside, 'file'), ''));
}

it('what a killed try left for the same name is taken away, and nothing else', async () => {
  mkdirSync(join(home, `.prod.${uuid}.partial`, 'deep'), { recursive: true });
  // Another one, which may be under way.
  mkdirSync(join(home, `.prod.eu.${uuid}.partial`));
  await write('prod');
  expect(readdirSync(home).sort()).toEqual([`.prod.eu.${uuid}.partial`, 'prod']);
});

it('nothing is left of one that fails, and nothing that is there is replaced', async () => {
  mkdirSync(join(home, 'taken'));
  writeFileSync(join(home, 'taken', 'mine'), '');
  await expect(write('taken')).rejects.toThrow('ENOTEMPTY');
  expect(readdirSync(home)).toEqual(['taken']);
  expect(readdirSync(join(home, 'taken'))).toEqual(['mine']);
});
