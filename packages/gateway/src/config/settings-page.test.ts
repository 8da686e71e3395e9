import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { settings } from './settings.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/settings.md'), 'utf8');
const known = Object.values(settings).map(({ name }) => name);

it('docs/settings.md names every setting, and none that is not there', () => {
  const named = [...page.matchAll(/`(SLUICE_[A-Z_]+)`/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(known));
});
