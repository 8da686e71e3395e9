import type { Table } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
  for (const sql of [
    'CREATE SCHEMA sales',
    "CREATE TABLE sales.orders AS SELECT range AS id, DATE '2024-01-01' AS day, 'n \"' || range AS name FROM range(500)",
    "COMMENT ON TABLE sales.orders IS 'what was sold'",
    "COMMENT ON COLUMN sales.orders.id IS 'its number'",
    'CREATE VIEW sales."of.day" AS SELECT day FROM sales.orders',
  ]) {
    await query(sql);
  }
});
afterAll(() => stage.end());

async function query(sql: string): Promise<string> {
  const { job } = await stage.client.run({ sql });
  if (job.status !== 'succeeded') throw new Error(`${sql}: ${job.error?.message}`);
  return job.id;
}

describe('sluice databases and tables', () => {
  it('lists what there is, in names that can be given back', async () => {
    const databases = await stage.run(['databases', 'list']);
    expect(databases.stdout).toBe('name\ttables\ndefault\t0\nmain\t0\nsales\t2\n');
    const tables = await stage.run(['tables', 'list', 'SALES', '-o', 'json']);
    expect(JSON.parse(tables.stdout)).toEqual([
      { name: 'of.day', kind: 'view', comment: '' },
      { name: 'orders', kind: 'table', comment: 'what was sold' },
    ]);
    const names = await stage.run(['tables', 'list', 'sales', '-o', 'name']);
    expect(names.stdout).toBe('sales."of.day"\nsales.orders\n');
    const none = await stage.run(['tables', 'list', 'nowhere']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('nowhere');
  });

  it('shows a table with its columns, and a view whose name has a dot', async () => {
    const told = await stage.run(['tables', 'get', 'sales.orders', '-o', 'table']);
    expect(told.stdout).toMatch(/^comment {3}what was sold$/m);
    expect(told.stdout).toMatch(/^column {4}id {2}bigint {2}its number\n {10}day {2}date$/m);
    const view = await stage.run(['tables', 'get', 'sales."of.day"', '-o', 'json']);
    const table = JSON.parse(view.stdout) as Table;
    expect(table).toEqual(await stage.client.catalog.table('sales', 'of.day'));
    expect(table).toMatchObject({
      kind: 'view',
      columns: [{ name: 'day', type: 'date', engine_type: 'DATE', comment: '' }],
    });
    expect((await stage.run(['tables', 'get', 'a.b.c'])).code).toBe(2);
  });

  it('reads a list that has more than a page to its end', async () => {
    const page = await stage.client.catalog.tables('sales', { limit: 1, q: 'O' });
    expect(page).toMatchObject({ tables: [{ name: 'of.day' }], total: 2, next_offset: 1 });
  });
});
