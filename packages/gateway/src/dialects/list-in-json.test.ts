import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listInJson } from './list-in-json.ts';

const page = {
  job_id: '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01',
  columns: [{ name: 'rows', type: 'bigint', engine_type: 'BIGINT' }],
  total: 2,
  offset: 0,
  next_offset: null,
  truncated: false,
};

function textOf(rows: readonly string[]): Promise<string> {
  return text(Readable.from(listInJson(page, 'rows', Readable.from(rows))));
}

test('rows go out as they came', async () => {
  const rows = ['[170141183460469231731687303715884105727]', '[1.50]'];
  expect(await textOf(rows)).toBe(
    `${JSON.stringify(page).slice(0, -1)},"rows":[[170141183460469231731687303715884105727],[1.50]]}`,
  );
});

test.each([[[]], [['[1]']], [['[1]', '[null]', '["]}"]']]])('%j is whole JSON', async (rows) => {
  expect(JSON.parse(await textOf(rows))).toEqual({
    ...page,
    rows: rows.map((row) => JSON.parse(row) as unknown),
  });
});
