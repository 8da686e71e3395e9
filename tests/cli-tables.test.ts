import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Table } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows } from '../packages/cli/src/running/describe-ending.ts';
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

/** Runs a command that waits for its job, which has ended by then. */
async function done(args: readonly string[]): Promise<Job> {
  const ran = await stage.run(args);
  const job = await stage.client.get(ran.stdout.trim());
  expect(job).toMatchObject({ status: 'succeeded', error: null });
  const written = `job ${job.id} succeeded: ${countRows(job.result?.affected_rows ?? 0)} written`;
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining(written) });
  return job;
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

  it('has SQL run in a database of any name, and finds it by that', async () => {
    await query('CREATE SCHEMA "销 售"');
    const inside = ['sql', '--database', '销 售'];
    await stage.run([...inside, '-c', "CREATE TABLE 订单 AS SELECT '甲' AS 名"]);
    const ran = await stage.run([...inside, '-o', 'jsonl', '-c', 'FROM 订单']);
    expect(ran).toMatchObject({ code: 0, stdout: '{"名":"甲"}\n' });
    const listed = await stage.run(['jobs', 'list', '--database', '销 售', '-o', 'name']);
    expect(listed.stdout.trim().split('\n')).toHaveLength(2);
    await query('DROP SCHEMA "销 售" CASCADE');
  });

  it('shows the first rows, of a name with a dot, too', async () => {
    const rows = await stage.run(['tables', 'preview', 'sales.orders', '--limit', '2']);
    expect(rows.stdout).toMatch(/^id\tday\tname\n.*\n.*\n$/);
    const view = await stage.run(['tables', 'preview', 'sales."of.day"', '-o', 'jsonl']);
    expect(view).toMatchObject({ code: 0, stdout: '{"day":"2024-01-01"}\n'.repeat(10) });
  });

  it('has a shell complete the names of what there is, and says nothing where nobody answers', async () => {
    const complete = async (...words: string[]) =>
      (await stage.run(['__complete', ...words])).stdout.split('\n').filter((line) => line !== '');
    expect(await complete('tables', 'get', 'sa')).toEqual(['sales.']);
    expect(await complete('tables', 'preview', 'sales.o')).toEqual(['sales.orders']);
    expect(await complete('tables', 'import', 'obs://lake/a', 'sales."')).toEqual([
      'sales."of.day"',
    ]);
    expect(await complete('tables', 'list', 'ma')).toEqual(['main']);
    expect(await complete('tables', 'list', '')).toEqual(['default', 'main', 'sales']);
    expect(await complete('tables', 'list', '--off')).toEqual([]);
    expect(await complete('tables', 'list', '--out')).toEqual(['--output']);
    expect(await complete('sql', '--queue', 'd')).toEqual(['default']);
    expect(await complete('queues', 'get', 'd')).toEqual(['default']);
    const id = await query('SELECT 1');
    expect(await complete('jobs', 'get', id.slice(0, 30))).toEqual([id]);
    expect(await complete('jobs', 'cancel', id.slice(0, 30))).toEqual([]);
    expect(await complete('batches', 'get', id.slice(0, 30))).toEqual([]);
    const session = await stage.client.sessions.create();
    expect(await complete('sessions', 'close', session.id.slice(0, 30))).toEqual([session.id]);
    await stage.client.sessions.close(session.id);
    expect(await complete('queues', 'get', '--profile', 'nobody', 'd')).toEqual([]);
    const env = { SLUICE_URL: 'http://127.0.0.1:1', SLUICE_API_KEY: 'key' };
    const away = await stage.run(['__complete', 'queues', 'get', 'd'], { env });
    expect(away).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('reads a list that has more than a page to its end', async () => {
    const page = await stage.client.catalog.tables('sales', { limit: 1, q: 'O' });
    expect(page).toMatchObject({ tables: [{ name: 'of.day' }], total: 2, next_offset: 1 });
  });
});

describe('sluice tables import and export', () => {
  beforeAll(async () => {
    writeFileSync(join(stage.directory, 'odd.csv'), "7|02/01/2024|'a|b'\n");
    await stage.run(['files', 'put', 'odd.csv', 'obs://lake/odd.csv']);
    await query('CREATE TABLE sales.copied AS FROM sales.orders LIMIT 0');
  });

  it.each([
    [],
    ['--no-header'],
    ['--gzip'],
    ['--format', 'json', '--gzip'],
    ['--format', 'parquet'],
  ])('reads what it wrote: %s %s %s', async (...form) => {
    const folder = `obs://lake/out${form.join('')}/`;
    const exported = await done(['tables', 'export', 'sales.orders', folder, ...form]);
    expect(exported).toMatchObject({ statement_class: 'export', result: { affected_rows: 500 } });
    const read = form.filter((word) => word !== '--gzip');
    const into = ['sales.copied', '--overwrite', '--tag', 'team=lake', ...read];
    const imported = await done(['tables', 'import', folder, ...into]);
    expect(imported).toMatchObject({ tags: [{ key: 'team', value: 'lake' }] });
    const id = await query(
      'SELECT count(*) AS n FROM (FROM sales.copied EXCEPT FROM sales.orders)',
    );
    expect((await stage.run(['jobs', 'result', id])).stdout).toBe('n\n0\n');
    const narrow = ['--table', 'COPIED', '--class', 'import', '--database', 'sales'];
    const listed = await stage.run(['jobs', 'list', ...narrow, '--limit', '1', '-o', 'name', '-q']);
    expect(listed).toMatchObject({ code: 0, stdout: `${imported.id}\n` });
    const again = await stage.run(['tables', 'export', 'sales.orders', folder, ...form]);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('--replace');
  });

  it('reads a file as it is told that it is written', async () => {
    const form = ['--no-header', '--delimiter', '|', '--quote', "'", '--date-format', 'dd/MM/yyyy'];
    const args = ['tables', 'import', 'obs://lake/odd.csv', 'sales.copied', '--overwrite', ...form];
    await done(args);
    const id = await query('FROM sales.copied');
    const { stdout } = await stage.run(['jobs', 'result', id, '-o', 'jsonl']);
    expect(stdout).toBe('{"id":7,"day":"2024-01-02","name":"a|b"}\n');
    const wide = await stage.run([...args, '--delimiter', '||']);
    expect(wide).toMatchObject({ code: 2, stdout: '' });
  });

  it('says where a file is broken, by the job', async () => {
    writeFileSync(join(stage.directory, 'bad.csv'), 'id,day,name\n1,2024-01-01,a\n2,soon,b\n');
    await stage.run(['files', 'put', 'bad.csv', 'obs://lake/bad.csv']);
    const args = ['tables', 'import', '-q', 'obs://lake/bad.csv', 'sales.copied'];
    const ran = await stage.run([...args, '-o', 'json']);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'failed' });
    expect(ran.stderr).toContain('Line 3 of lake/bad.csv, column day');
    const left = await stage.run([...args, '--async']);
    expect(left).toMatchObject({ code: 0, stderr: '' });
    const waited = await stage.run(['jobs', 'wait', '-q', left.stdout.trim()]);
    expect(waited).toMatchObject({ code: 1, stdout: '' });
    expect(waited.stderr).toContain('Line 3 of lake/bad.csv, column day');
  });

  it('exports what a query returned, once for its key', async () => {
    const id = await query('SELECT id, name FROM sales.orders ORDER BY id LIMIT 3');
    const args = ['jobs', 'export', id, 'obs://lake/result', '--limit', '2', '--key', 'nightly'];
    const { id: job } = await done(args);
    expect((await stage.run([...args, '-o', 'name'])).stdout).toBe(`${job}\n`);
    const file = await stage.run(['files', 'get', 'obs://lake/result/part_0.csv', '-']);
    expect(file.stdout).toBe('id,name\n0,"n ""0"\n1,"n ""1"\n');
  });
});
