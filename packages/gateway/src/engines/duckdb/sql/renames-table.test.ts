import { expect, it } from 'vitest';
import { renamesTable } from './renames-table.ts';

it.each([
  ['ALTER', 'ALTER TABLE t RENAME TO u', true],
  ['ALTER', 'alter table t rename /* RENAME a TO b */ to u', true],
  ['ALTER', 'ALTER TABLE t RENAME i TO j', false],
  ['ALTER', 'ALTER TABLE t RENAME COLUMN i TO "TO"', false],
  ['ALTER', 'ALTER TABLE "rename to" ADD COLUMN i INT', false],
  ['INSERT', "INSERT INTO t VALUES ('RENAME TO')", false],
])('%s: %s', (verb, sql, does) => {
  expect(renamesTable(verb, sql)).toBe(does);
});
