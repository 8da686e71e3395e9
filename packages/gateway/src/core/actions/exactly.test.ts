import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { exactly } from './exactly.ts';

const one = () => 1;

test.each([2, 4])('three rows where there are %s fail (I11)', async (expected) => {
  const rows = exactly(expected, Readable.from(['[1]', '[2]', '[3]']), one);
  await expect(text(Readable.from(rows))).rejects.toThrow(
    `3 rows were read where there are ${expected}`,
  );
});

test('as many rows as there are pass', async () => {
  const rows = exactly(3, Readable.from(['[1]', '[2]', '[3]']), one);
  expect(await text(Readable.from(rows))).toBe('[1][2][3]');
});
