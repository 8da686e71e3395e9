import { DatabaseList, type Problem, Table, TableList } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { as, startNative } from './start-native.ts';

describe('databases and tables', () => {
  it('are listed by name, a page at a time and by a part of the name', async () => {
    const native = await startNative();
    const databases = await native.get('/databases');
    expect([...Value.Errors(DatabaseList, databases.body)]).toEqual([]);
    expect(databases.body).toEqual({
      databases: [{ name: 'default', tables: 1 }],
      total: 1,
      offset: 0,
      next_offset: null,
    });
    const none = { databases: [], total: 0 };
    expect(await native.get('/databases?q=sales')).toMatchObject({ status: 200, body: none });
    const past = await native.get('/databases?q=FAULT&offset=1&limit=1');
    expect(past.body).toMatchObject({ databases: [], total: 1, offset: 1, next_offset: null });

    const tables = await native.get('/databases/default/tables');
    expect([...Value.Errors(TableList, tables.body)]).toEqual([]);
    expect(tables.body).toMatchObject({ tables: [{ name: 't', kind: 'table' }], total: 1 });
  });

  it('are shown one by one, and what is not there is 404', async () => {
    const native = await startNative();
    const table = await native.get('/databases/default/tables/t');
    expect([...Value.Errors(Table, table.body)]).toEqual([]);
    expect(table.body).toMatchObject({ database: 'default', name: 't', columns: [] });
    for (const path of [
      '/databases/none/tables',
      `/databases/default/tables/${encodeURIComponent('a/b')}`,
    ]) {
      expect(await native.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('are for who may run a statement, and the schema of the product is no name', async () => {
    const native = await startNative();
    const refused = await native.get('/databases', as('vera'));
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((refused.body as Problem).detail).toContain('SUBMIT_JOB');
    const own = await native.get('/databases/_sluice/tables');
    expect(own).toMatchObject({ status: 400, body: { field: 'database' } });
  });
});
