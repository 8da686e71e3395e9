import BetterSqlite3 from 'better-sqlite3';
import { Kysely, type Selectable, SqliteDialect } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import { DirectDialect } from './direct-dialect.ts';

interface Schema {
  jobs: { id: string };
  results: { job_id: string; rows: number };
}

const joined = (database: Kysely<Schema>, id: string) =>
  database
    .selectFrom('jobs')
    .leftJoin('results', 'results.job_id', 'jobs.id')
    .select(['jobs.id', 'results.rows'])
    .where('jobs.id', '=', id)
    .compile();

/** For each plan of a statement its driver makes the function anew that makes its rows. */
function countPlans(Dialect: typeof SqliteDialect): {
  readonly plans: number;
  readonly rows: readonly Selectable<Schema['jobs']>[];
} {
  const connection = new BetterSqlite3(':memory:');
  connection.exec(`create table jobs (id text primary key);
    create table results (job_id text primary key, rows integer);
    insert into jobs values ('a'), ('b'); insert into results values ('a', 1), ('b', 2)`);
  const database = new Kysely<Schema>({ dialect: new Dialect({ database: connection }) });
  const statement = connection.prepare<unknown[], Selectable<Schema['jobs']>>(
    joined(database, '').sql,
  );
  const made = vi.spyOn(globalThis, 'Function');
  const rows = ['a', 'b', 'a', 'b'].flatMap((id) =>
    statement.all(...joined(database, id).parameters),
  );
  connection.close();
  return { plans: made.mock.calls.length, rows };
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('plans a join once, however often it is run', () => {
  const found = ['a', 'b', 'a', 'b'].map((id) => expect.objectContaining({ id }));
  // The trouble is there.
  expect(countPlans(SqliteDialect)).toEqual({ plans: 4, rows: found });
  vi.restoreAllMocks();
  expect(countPlans(DirectDialect)).toEqual({ plans: 1, rows: found });
});
