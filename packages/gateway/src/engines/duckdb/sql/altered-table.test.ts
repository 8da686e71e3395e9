import { expect, it } from 'vitest';
import { alteredTable } from './altered-table.ts';

it.each([
  ['ALTER TABLE t ADD COLUMN i INT', 't'],
  ['alter table if exists T drop i', 'T'],
  ['\n ALTER  TABLE "a ""b"".c" RENAME TO d', 'a "b".c'],
  ['ALTER TABLE if ADD COLUMN i INT', 'if'],
  ['ALTER TABLE s.t ADD COLUMN i INT', null],
  ['ALTER TABLE s .t ADD COLUMN i INT', null],
  ['ALTER TABLE "s". "t" ADD COLUMN i INT', null],
  ['ALTER TABLE s /* t */ .t ADD COLUMN i INT', null],
  ['ALTER VIEW v RENAME TO w', null],
  ['ALTER SEQUENCE q RENAME TO w', null],
])('%s', (sql, name) => {
  expect(alteredTable(sql)).toBe(name);
});
