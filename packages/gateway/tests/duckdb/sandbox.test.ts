import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** What a stranger may try, and the code of the error that he gets. */
const forbidden: readonly (readonly [sql: string, code: RegExp])[] = [
  ["SELECT * FROM read_text('/etc/passwd')", /forbidden/],
  ["SELECT * FROM read_csv('/etc/passwd')", /forbidden/],
  ["SELECT * FROM '/etc/passwd'", /forbidden|semantic/],
  ["SELECT * FROM '/etc/passwd.csv'", /forbidden/],
  ["SELECT * FROM read_csv('../../../other/bucket/x.csv')", /forbidden/],
  ["SELECT * FROM read_csv('link/x.csv')", /forbidden/],
  ["SELECT * FROM glob('/**')", /forbidden/],
  ["COPY (SELECT 1) TO '/tmp/out.csv'", /forbidden/],
  ["COPY (SELECT 1) TO '../lake.duckdb'", /forbidden/],
  ["COPY kept FROM '/etc/passwd'", /forbidden/],
  ["ATTACH '/tmp/x.duckdb'", /forbidden|not_supported/],
  ["ATTACH ':memory:' AS m", /forbidden|not_supported/],
  ['INSTALL httpfs', /forbidden|not_supported/],
  ['LOAD json', /forbidden|not_supported/],
  ['SET threads = 1', /not_supported/],
  ["SET memory_limit = '1TB'", /not_supported/],
  ['RESET threads', /not_supported/],
  ['PRAGMA enable_profiling', /not_supported/],
  ['CALL force_checkpoint()', /not_supported/],
  ['SELECT * FROM force_checkpoint()', /forbidden/],
  ["SELECT 1 FROM enable_logging(storage='file', storage_path='/tmp/x')", /forbidden/],
  ['SELECT * FROM _sluice.commit_marker', /forbidden/],
  ['SELECT * FROM "_SLUICE".commit_marker', /forbidden/],
  ['SELECT * FROM lake."_sluice"."commit_marker"', /forbidden/],
  ['DELETE FROM _sluice.commit_marker', /forbidden/],
  ['DROP SCHEMA _sluice CASCADE', /forbidden/],
  ["FROM query('from _slu' || 'ice.commit_marker')", /forbidden/],
  ["FROM query_table('_slu' || 'ice.commit_marker')", /forbidden/],
  ['CREATE MACRO peek() AS TABLE FROM _sluice.commit_marker', /forbidden/],
  ['BEGIN', /not_supported/],
  ['COMMIT', /not_supported/],
  ['ROLLBACK', /not_supported/],
  ['SELECT 1; SELECT 2', /not_supported/],
  ['SELECT 1; DROP TABLE kept', /not_supported/],
  ['CHECKPOINT', /not_supported/],
  ["EXPORT DATABASE 'x'", /not_supported|forbidden/],
  ['PREPARE p AS SELECT 1', /not_supported/],
  ['USE main', /not_supported/],
  ['', /syntax/],
  ['-- nothing', /syntax/],
  ['SELEC 1', /syntax/],
  ['SELECT 1 \0 , 2', /syntax/],
  ['SELECT * FROM nowhere', /semantic/],
  [`SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`, /syntax|resource/],
];

describe('the sandbox of DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
    await world.run('CREATE TABLE kept AS SELECT 1 AS i');
    const other = join(world.dataDir, 'projects', 'other', 'bucket');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'x.csv'), 'secret\n');
    symlinkSync(other, join(world.dataDir, 'projects', world.projectId, 'bucket', 'link'));
  });
  afterAll(() => world.close());

  it.each(forbidden)('refuses %j', async (sql, code) => {
    expect(await errorOf(sql)).toMatch(code);
    // Nothing changed, and the next statement is unharmed.
    expect(await world.rows('SELECT i FROM kept')).toEqual(['[1]']);
  });

  it('takes a statement of one megabyte', async () => {
    const text = 'x'.repeat(1_000_000);
    expect(await world.rows(`SELECT length('${text}')`)).toEqual(['[1000000]']);
  });

  it('a result file is out of reach of SQL', async () => {
    const job = await world.run('SELECT i FROM range(10000) t(i)');
    const file = join(world.dataDir, 'projects', world.projectId, 'results', `${job.id}.duckdb`);
    for (const sql of [
      `SELECT * FROM '${file}'`,
      `COPY (SELECT 1) TO '${file}'`,
      `ATTACH '${file}'`,
    ]) {
      expect(await errorOf(sql)).toMatch(/forbidden|not_supported/);
    }
  });

  it('a statement that makes the parser run away is refused, and others are parsed meanwhile', async () => {
    const bomb = `SELECT ${Array.from({ length: 150_000 }, () => 'true').join(' or ')}`;
    const refused = errorOf(bomb);
    expect(await world.rows('SELECT 1')).toEqual(['[1]']);
    expect(await refused).toMatch(/not_supported|syntax|runtime/);
  }, 120_000);

  /** The code of the error that a statement meets, at the submit or when it runs. */
  async function errorOf(sql: string): Promise<string> {
    const { projectId } = world;
    const answer = await world.actions.submitJob({ projectId, owner: 'test', sql });
    if (answer.kind === 'refused') return answer.error.code;
    if (answer.kind !== 'accepted') return answer.kind;
    const { ending } = (await world.ended(answer.job)).state;
    return ending.how === 'failed' ? ending.error.code : ending.how;
  }
});
