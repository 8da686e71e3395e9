import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCases } from '../src/cases/all-cases.ts';

const root = resolve(import.meta.dirname, '../../..');
const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
const lastCase = 38;

/** The rows of README.md about cases: where each is proved, or why nowhere. */
const rows = new Map(
  [...readme.matchAll(/^\| (\d+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
    ([, number, title, on, proof]) => [Number(number), { title, on, proof: proof ?? '' }] as const,
  ),
);

describe('the cases of cancel conformance', () => {
  it('are all here, once and in order', () => {
    const numbers = Array.from({ length: lastCase }, (_, at) => at + 1);
    expect(allCases.map(({ number }) => number)).toEqual(numbers);
    expect([...rows.keys()]).toEqual(numbers);
  });

  it.each(allCases)('case $number is told in README.md as it is played', (each) => {
    const on = each.kind === 'played' ? each.on.join(', ') : '—';
    expect(rows.get(each.number)).toMatchObject({ title: each.title, on });
  });

  it.each([...rows])('case %d has a test that names it, or a reason', (number, { proof }) => {
    const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, file]) => pathOf(file ?? ''));
    const silent = files.filter((file) => !existsSync(file) || !namedIn(file).has(number));
    expect(silent).toEqual([]);
    expect(files.length > 0 || /^nothing yet: .{10}/.test(proof)).toBe(true);
  });

  // Beside those of sessions and results alone, and those of Spark.
  const ofBatches = '1 2 5 6 7 8 9 10 11 12 13 14 15 16 17 19 21 23 24 25 26 27 28 29 34 35 36';
  it.each(ofBatches.split(' ').map(Number))('case %d is proved on a program, too', (number) => {
    expect(rows.get(number)?.proof).toMatch(/`process\/[a-z-]+\.test\.ts`/);
  });
});

function pathOf(file: string): string {
  return join(root, file.startsWith('tests/') ? '' : 'packages/gateway/tests', file);
}

/** The numbers behind "case" and "cases" in a file of tests. */
function namedIn(file: string): Set<number> {
  const told = readFileSync(file, 'utf8').matchAll(/\bcases? (\d+(?:(?:, | and )\d+)*)/g);
  return new Set([...told].flatMap(([, numbers]) => numbers?.match(/\d+/g) ?? []).map(Number));
}
