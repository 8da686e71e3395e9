import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { type Answer, type DliCalls, tokens } from './call-dli.ts';
import { callDliOnDuckdb } from './call-dli-on-duckdb.ts';

const refused = (error_code: string) => ({ status: 400, body: { error_code } });
const named = ({ body }: Answer) =>
  (body as { tables: { table_name: string }[] }).tables.map(({ table_name }) => table_name);

const atOnce = async (call: () => Promise<Answer>) => {
  const answers = await Promise.all(Array.from({ length: 8 }, call));
  return answers
    .map(({ body }) => (body as { error_code?: string }).error_code ?? 'done')
    .toSorted();
};
const oneDone = (code: string) => [...Array.from({ length: 7 }, () => code), 'done'];

describe('databases and tables on DuckDB', () => {
  let world: DuckdbWorld;
  let dli: DliCalls;
  beforeAll(async () => {
    world = await startDuckdb();
    dli = await callDliOnDuckdb(world);
    await world.run('CREATE SCHEMA sales');
    await world.run(
      'CREATE TABLE sales.orders (id INTEGER, "日" DATE, price DECIMAL(9,2), t VARCHAR[])',
    );
    await world.run(
      "INSERT INTO sales.orders SELECT range, '2024-01-02', 1.5, ['a'] FROM range(20)",
    );
    await world.run("COMMENT ON TABLE sales.orders IS 'what was sold'");
    await world.run("COMMENT ON COLUMN sales.orders.price IS 'in EUR'");
    await world.run('CREATE VIEW sales.some AS SELECT id FROM sales.orders WHERE id < 3');
    await world.run('CREATE TABLE sales."订单" (a INT)');
  });
  afterAll(async () => {
    await dli.close();
    await world.close();
  });

  const get = (path: string) => dli.call('GET', path);
  const create = (body: object) => dli.call('POST', 'databases', body);
  const table = (database: string, body: object) =>
    dli.call('POST', `databases/${database}/tables`, body);
  const race = (path: string) => dli.call('DELETE', `databases/race${path}`);
  const done = { status: 200, body: { is_success: true, message: '', job_mode: 'sync' } };

  it('lists databases, page by page and by a part of the name', async () => {
    const { body } = await get('databases');
    expect(body).toMatchObject({ is_success: true, database_count: 3 });
    const { databases } = body as { databases: { database_name: string; table_number: number }[] };
    expect(
      databases.map(({ database_name, table_number }) => [database_name, table_number]),
    ).toEqual([
      ['default', 0],
      ['main', 0],
      ['sales', 3],
    ]);
    expect((await get('databases?offset=1&limit=1')).body).toMatchObject({
      database_count: 3,
      databases: [{ database_name: 'main' }],
    });
    expect((await get('databases?keyword=ALE')).body).toMatchObject({ database_count: 1 });
    expect((await get('databases?tags=a%3Db')).body).toMatchObject({ database_count: 0 });
  });

  it('makes a database and deletes it, by jobs that are listed', async () => {
    expect(await create({ database_name: 'made', description: 'x' })).toMatchObject(done);
    expect(await create({ database_name: 'MADE' })).toMatchObject(refused('DLI.0006'));
    expect((await get('jobs?sql_pattern=create%20schema%20%22made%22')).body).toMatchObject({
      job_count: 1,
      jobs: [{ job_type: 'DDL', status: 'FINISHED', owner: 'alice' }],
    });
    const made = {
      table_name: 't$1',
      data_location: 'DLI',
      columns: [{ column_name: 'a', type: 'int' }],
    };
    expect(await table('made', made)).toMatchObject(done);
    expect(await dli.call('DELETE', 'databases/made')).toMatchObject(refused('DLI.0007'));
    const gone = await dli.call('DELETE', 'databases/made?cascade=true&async=true');
    expect(gone.body).toMatchObject({ job_type: 'DDL', job_mode: 'async' });
    const { job_id } = gone.body as { job_id: string };
    await world.actions.awaitEnding(world.projectId, job_id, 60_000);
    expect(await get('databases/made/tables')).toMatchObject(refused('DLI.0002'));
    expect(await dli.call('DELETE', 'databases/made')).toMatchObject(refused('DLI.0002'));
  });

  it.each([
    ['default', 'DLI.0006'],
    ['main', 'DLI.0006'],
    ['temp', 'DLI.0007'],
    ['information_schema', 'DLI.0007'],
    ['lake', 'DLI.0007'],
    ['_sluice', 'DLI.0001'],
    ['数据', 'DLI.0001'],
    ['123', 'DLI.0001'],
    ['', 'DLI.0001'],
    ['a'.repeat(129), 'DLI.0001'],
    ['a"; DROP SCHEMA sales', 'DLI.0001'],
  ])('makes no database named %s: %s', async (database_name, code) => {
    expect(await create({ database_name })).toMatchObject(refused(code));
  });

  it('keeps what is built in, and shows nothing of the product', async () => {
    expect(await dli.call('DELETE', 'databases/default')).toMatchObject(refused('DLI.0007'));
    expect(await dli.call('DELETE', 'databases/main?cascade=true')).toMatchObject(
      refused('DLI.0007'),
    );
    expect(await get('databases/_sluice/tables')).toMatchObject(refused('DLI.0001'));
    expect(await get('databases/_SLUICE/tables')).toMatchObject(refused('DLI.0001'));
    expect(await get('databases/_SLUICE/tables/commit_marker')).toMatchObject(refused('DLI.0001'));
    expect(await get('databases/information_schema/tables')).toMatchObject(refused('DLI.0002'));
    expect(await get('databases/default/tables')).toMatchObject({ body: { table_count: 0 } });
    await world.run('CREATE TABLE "default".inside (a INTEGER)');
    for (const path of ['databases/default', 'databases/default?cascade=true']) {
      const answer = await dli.call('DELETE', path);
      expect(answer.text).toContain('The database default is built in and cannot be deleted.');
    }
    await world.run('DROP TABLE "default".inside');
  });

  it('lists tables and views, also under the deprecated address', async () => {
    const { body } = await get('databases/sales/tables');
    expect(body).toEqual({
      is_success: true,
      message: '',
      table_count: 3,
      tables: [
        { table_name: 'orders', table_type: 'MANAGED', data_location: 'DLI' },
        { table_name: 'some', table_type: 'VIEW', data_location: 'VIEW' },
        { table_name: '订单', table_type: 'MANAGED', data_location: 'DLI' },
      ],
    });
    expect((await get('databases/SALES')).body).toEqual(body);
    expect(named(await get('databases/sales/tables?page-size=2&current-page=2'))).toEqual(['订单']);
    expect(named(await get('databases/sales/tables?table-type=VIRTUAL_VIEW'))).toEqual(['some']);
    expect(named(await get('databases/sales/tables?keyword=ORD'))).toEqual(['orders']);
    expect((await get('databases/sales/tables?keyword=some&with-detail=true')).body).toMatchObject({
      tables: [{ create_time: 0, owner: '', table_size: 0, partition_columns: [] }],
    });
    expect(await get('databases/nosuch/tables')).toMatchObject(refused('DLI.0002'));
    expect(await get('databases/sales/tables?page-size=101')).toMatchObject(refused('DLI.0001'));
  });

  it('describes a table in the words of Spark SQL', async () => {
    const { body } = await get('databases/sales/tables/orders');
    expect(body).toMatchObject({
      column_count: 4,
      columns: [
        { column_name: 'id', type: 'int', description: '', is_partition_column: false },
        { column_name: '日', type: 'date' },
        { column_name: 'price', type: 'decimal(9,2)', description: 'in EUR' },
        { column_name: 't', type: 'array<string>' },
      ],
      table_type: 'MANAGED',
      data_location: 'DLI',
      table_comment: 'what was sold',
      create_table_sql: expect.stringContaining('CREATE TABLE sales.orders') as string,
    });
    expect((await get('databases/sales/tables/some')).body).toMatchObject({ table_type: 'VIEW' });
    expect(await get('databases/sales/tables/nosuch')).toMatchObject(refused('DLI.0002'));
  });

  it('shows the first rows, at once or as a job', async () => {
    const { body } = await get('databases/sales/tables/orders/preview');
    const { schema, rows } = body as { schema: object[]; rows: unknown[][] };
    expect(schema).toEqual([
      { id: 'int' },
      { 日: 'date' },
      { price: 'decimal(9,2)' },
      { t: 'array<string>' },
    ]);
    expect([rows.length, rows[0]]).toEqual([10, ['0', '2024-01-02', '1.50', '["a"]']]);
    const { job_id } = (await get('databases/sales/tables/some/preview?mode=ASYNC')).body as {
      job_id: string;
    };
    await world.actions.awaitEnding(world.projectId, job_id, 60_000);
    expect((await get(`jobs/${job_id}/preview`)).body).toMatchObject({ row_count: 3 });
  });

  it('makes tables and views, and deletes them', async () => {
    const columns = [
      { column_name: 'a b', type: 'map<string,int>', description: "the 'a b'; -- of it" },
      { column_name: '价', type: 'decimal(10,2)', is_partition_column: 'false' },
    ];
    const made = { table_name: 'Made', data_location: 'DLI', columns, description: 'made here' };
    expect(await table('sales', made)).toMatchObject(done);
    expect(await table('sales', made)).toMatchObject(refused('DLI.0006'));
    expect((await get('databases/sales/tables/made')).body).toMatchObject({
      columns: [
        { column_name: 'a b', type: 'map<string,int>', description: "the 'a b'; -- of it" },
        { column_name: '价', type: 'decimal(10,2)', description: '' },
      ],
      table_comment: 'made here',
    });
    const select_statement = 'SELECT id FROM sales.orders; -- all of them';
    const description = 'ids';
    const view = { table_name: 'v', data_location: 'VIEW', select_statement, description };
    // Clients whose model of the body wants columns send none of them.
    expect(await table('sales', { ...view, columns: [] })).toMatchObject(done);
    expect((await get('databases/sales/tables/v')).body).toMatchObject({ table_comment: 'ids' });
    for (const name of ['made', 'v', '订单']) {
      const path = `databases/sales/tables/${encodeURIComponent(name)}`;
      expect(await dli.call('DELETE', path)).toMatchObject(done);
      expect(await dli.call('DELETE', path)).toMatchObject(refused('DLI.0002'));
    }
  });

  it('shows a view over nothing without columns, and deletes it', async () => {
    await world.run('CREATE TABLE sales.base (a INT)');
    await world.run('CREATE VIEW sales.over AS FROM sales.base');
    await world.run('DROP TABLE sales.base');
    const path = 'databases/sales/tables/over';
    expect((await get(path)).body).toMatchObject({
      table_type: 'VIEW',
      column_count: 0,
      columns: [],
      create_table_sql: expect.stringContaining('sales.base'),
    });
    expect((await get('databases/sales/tables?keyword=over')).body).toMatchObject({
      tables: [{ table_name: 'over' }],
    });
    expect((await get('databases')).body).toMatchObject({ is_success: true });
    expect(await get(`${path}/preview`)).toMatchObject(refused('DLI.0005'));
    expect(await dli.call('DELETE', path)).toMatchObject(done);
    expect(await get(path)).toMatchObject(refused('DLI.0002'));
  });

  it('answers of several calls at once one as done, and the others by what is there by then', async () => {
    const columns = [{ column_name: 'a', type: 'int' }];
    const select_statement = 'SELECT 1 AS a';
    const made = () => table('race', { table_name: 't', data_location: 'DLI', columns });
    const view = () => table('race', { table_name: 'v', data_location: 'VIEW', select_statement });
    expect(await atOnce(() => create({ database_name: 'race' }))).toEqual(oneDone('DLI.0006'));
    expect(await atOnce(made)).toEqual(oneDone('DLI.0006'));
    expect(await atOnce(view)).toEqual(oneDone('DLI.0006'));
    expect(await atOnce(() => race('/tables/t'))).toEqual(oneDone('DLI.0002'));
    expect(await atOnce(() => race('/tables/v'))).toEqual(oneDone('DLI.0002'));
    expect(await atOnce(() => race(''))).toEqual(oneDone('DLI.0002'));
  });

  it.each([{ columns: [] }, {}])(
    'says of a table without columns what it needs: %o',
    async (columns) => {
      const answer = await table('sales', { table_name: 't', data_location: 'DLI', ...columns });
      expect(answer).toMatchObject(refused('DLI.0001'));
      expect(answer.text).toContain('columns must have one column at least for data_location DLI');
    },
  );

  it('refuses tables that it cannot make', async () => {
    const column = { column_name: 'a', type: 'int' };
    const part = { ...column, is_partition_column: true };
    const plain = { table_name: 't', data_location: 'DLI', columns: [column] };
    const wrong: [object, string][] = [
      [{ ...plain, columns: [column, part] }, 'DLI.0007'],
      [{ ...plain, data_location: 'OBS', data_type: 'csv', data_path: 'obs://lake/t' }, 'DLI.0007'],
      [{ ...plain, columns: [{ ...column, type: 'int) AS SELECT 1; --' }] }, 'DLI.0007'],
      [{ ...plain, table_name: '_t' }, 'DLI.0001'],
      [{ ...plain, table_name: '表' }, 'DLI.0001'],
      [{ ...plain, data_location: 'HDFS' }, 'DLI.0001'],
      [{ table_name: 'v', data_location: 'VIEW' }, 'DLI.0001'],
      [{ table_name: 'v', data_location: 'VIEW', select_statement: 'SELEKT' }, 'DLI.0004'],
      [
        {
          table_name: 'v',
          data_location: 'VIEW',
          select_statement: 'SELECT 1; DROP TABLE sales.orders',
        },
        'DLI.0007',
      ],
      [
        { table_name: 'v', data_location: 'VIEW', select_statement: 'SELECT * FROM nosuch' },
        'DLI.0005',
      ],
    ];
    for (const [body, code] of wrong) {
      const answer = await table('sales', body);
      expect([body, answer.body, answer.status]).toEqual([
        body,
        expect.objectContaining({ error_code: code }),
        400,
      ]);
    }
    expect(await table('nosuch', plain)).toMatchObject(refused('DLI.0002'));
    const view = { table_name: 'v', data_location: 'VIEW', select_statement: 'SELECT 1 AS a' };
    for (const [body, says] of [
      [{ ...plain, table_name: 'a-b' }, '"$"'],
      [{ ...plain, columns: Array.from({ length: 10_001 }, () => column) }, 'at most 10000'],
      [{ ...view, columns: [column] }, 'columns must not be there for a VIEW'],
    ] as const) {
      const answer = await table('sales', body);
      expect(answer).toMatchObject(refused('DLI.0001'));
      expect((answer.body as { error_msg: string }).error_msg).toContain(says);
    }
  });

  it('is for who may submit', async () => {
    const asViewer = { 'x-auth-token': tokens.victor };
    const answers = await Promise.all([
      dli.call('GET', 'databases', undefined, asViewer),
      dli.call('POST', 'databases', { database_name: 'mine' }, asViewer),
      dli.call('DELETE', 'databases/sales?cascade=true', undefined, asViewer),
      dli.call('GET', 'databases/sales/tables/orders/preview', undefined, asViewer),
    ]);
    for (const answer of answers) expect(answer).toMatchObject(refused('DLI.0003'));
  });
});
