import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndedJob } from '../../src/core/job/job.ts';
import { noLimits, type QuotaLimits, type QuotaName } from '../../src/core/quotas/quota.ts';
import { sessionCalls } from '../support/session-calls.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const megabyte = 1_000_000;

async function startWith(quotas: Partial<QuotaLimits>): Promise<DuckdbWorld> {
  const world = await startDuckdb({ quotas });
  onTestFinished(() => world.close());
  return world;
}

/** What a submit is refused for; null when it is accepted. */
async function refusalOf({ actions, projectId }: DuckdbWorld, sql: string) {
  const answer = await actions.submitJob({ projectId, owner: 'test', sql });
  return answer.kind === 'over_quota' ? answer.over : null;
}

async function usedOf({ actions, projectId }: DuckdbWorld, name: QuotaName): Promise<number> {
  const quotas = await actions.showQuotas(projectId);
  return quotas.find((quota) => quota.name === name)?.used ?? Number.NaN;
}

function expectOver({ state }: EndedJob, quota: QuotaName): void {
  expect(state.ending).toMatchObject({
    how: 'failed',
    error: {
      code: 'resource',
      message: expect.stringContaining(`at its quota ${quota}: `) as string,
    },
  });
}

/** A session of a project whose database is full writes nothing, and takes away what it wants. */
async function makeRoomInTransaction(world: DuckdbWorld): Promise<void> {
  const { actions, projectId } = world;
  const created = await actions.createSession({ projectId, owner: 'test' });
  if (created.kind !== 'accepted') throw new Error(created.kind);
  const { id } = created.session;
  const submit = (...statements: string[]) =>
    actions.submitStatements(projectId, id, { owner: 'test', statements });
  expect(await submit('BEGIN', 'INSERT INTO keep VALUES (2)', 'COMMIT')).toMatchObject({
    kind: 'over_quota',
    over: { quota: 'database_bytes' },
  });
  // What it runs is known to the session alone.
  expect(await submit('PREPARE p AS INSERT INTO keep VALUES (2)', 'EXECUTE p')).toMatchObject({
    kind: 'over_quota',
    over: { quota: 'database_bytes' },
  });
  const taken = await submit('BEGIN', "DELETE FROM large WHERE a < '8'", 'COMMIT');
  if (taken.kind !== 'accepted') throw new Error(taken.kind);
  for (const job of taken.jobs) {
    expect((await world.ended(job)).state.ending.how).toBe('succeeded');
  }
  const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
  expect((await actions.closeSession(projectId, id, wish, 30_000)).kind).toBe('closed');
}

/** Text that does not compress: 32 bytes a row. */
const rows = (count: number) => `SELECT md5(range::VARCHAR) AS a FROM range(${count})`;

describe('the quota database_bytes', () => {
  it('stops a write that goes past it, while it runs, and rolls it back', async () => {
    const world = await startWith({ database_bytes: 5 * megabyte });
    await world.run('CREATE TABLE small AS SELECT 1 AS a');
    expectOver(await world.run(`CREATE TABLE large AS ${rows(1_000_000_000)}`), 'database_bytes');
    expect(await world.rows('SHOW TABLES')).toEqual(['["small"]']);
    expect(await world.rows('SELECT a FROM small')).toEqual(['[1]']);
    expect(await usedOf(world, 'database_bytes')).toBeLessThan(5 * megabyte);
  });

  it('refuses a write before its commit that ended past it between two looks', async () => {
    const world = await startWith({ database_bytes: 5 * megabyte });
    const quick = 'SELECT hash(range) AS a FROM range(1500000)';
    expectOver(await world.run(`CREATE TABLE large AS ${quick}`), 'database_bytes');
    expect(await world.rows('SHOW TABLES')).toEqual([]);
  });

  it('takes no write once it is full, until room was made with what it still takes', async () => {
    const world = await startWith({});
    await world.run(`CREATE TABLE large AS ${rows(400_000)}`);
    await world.run('CREATE TABLE keep AS SELECT 1 AS a');
    const used = await usedOf(world, 'database_bytes');
    expect(used).toBeGreaterThan(5 * megabyte);
    await world.stores.identities.enrol(memberOf(world.projectId));
    await world.quotas.set(world.projectId, 'database_bytes', 5 * megabyte);

    const writes = [
      'INSERT INTO keep VALUES (2)',
      'UPDATE keep SET a = 2',
      'CREATE TABLE more (a INT)',
      'ALTER TABLE keep ADD COLUMN b INT',
      "COPY keep FROM 'keep.csv'",
    ];
    for (const sql of writes) {
      expect(await refusalOf(world, sql)).toMatchObject({
        quota: 'database_bytes',
        limit: 5 * megabyte,
        retryAfterS: null,
      });
    }
    expect(await world.rows('SELECT count(*) FROM large')).toEqual(['[400000]']);
    expect((await world.run('DELETE FROM keep')).state.ending.how).toBe('succeeded');
    await makeRoomInTransaction(world);
    expect((await world.run('DROP TABLE large')).state.ending.how).toBe('succeeded');
    expect((await world.run('INSERT INTO keep VALUES (2)')).state.ending.how).toBe('succeeded');
    expect(await usedOf(world, 'database_bytes')).toBeLessThan(5 * megabyte);
  });
});

describe('the quota bucket_bytes', () => {
  it('stops a COPY TO that goes past it, and leaves no file', async () => {
    const world = await startWith({ bucket_bytes: 5 * megabyte });
    expectOver(await world.run(`COPY (${rows(300_000_000)}) TO 'large.csv'`), 'bucket_bytes');
    expect(world.files()).toEqual([]);
    const small = await world.run(`COPY (${rows(1_000)}) TO 'small.csv'`);
    expect(small.state.ending.how).toBe('succeeded');
  });

  it('lets of several at once none pass over the others', async () => {
    const world = await startWith({ bucket_bytes: 5 * megabyte });
    const jobs = await Promise.all(
      [1, 2, 3, 4].map((at) => world.run(`COPY (${rows(60_000)}) TO 'part-${at}.csv'`)),
    );
    const kept = jobs.filter(({ state }) => state.ending.how === 'succeeded');
    expect(kept.length).toBeLessThanOrEqual(2);
    for (const job of jobs) if (!kept.includes(job)) expectOver(job, 'bucket_bytes');
    expect(world.files()).toHaveLength(kept.length);
  });

  it('takes no COPY TO once it is full, whoever put the files there', async () => {
    const world = await startWith({ bucket_bytes: megabyte });
    const bucket = join(world.dataDir, 'projects', world.projectId, 'bucket', 'sub');
    mkdirSync(bucket, { recursive: true });
    writeFileSync(join(bucket, 'foreign.bin'), Buffer.alloc(megabyte));
    expect(await refusalOf(world, "COPY (SELECT 1) TO 'a.csv'")).toEqual({
      quota: 'bucket_bytes',
      limit: megabyte,
      used: megabyte,
      retryAfterS: null,
    });
    expect(await refusalOf(world, 'SELECT 1')).toBeNull();
    expect(await refusalOf(world, 'CREATE TABLE t (a INT)')).toBeNull();
  });

  it('counts uploads on their way wherever it is looked at', async () => {
    const world = await startWith({ bucket_bytes: megabyte });
    const uploads = join(world.dataDir, 'projects', world.projectId, 'uploads');
    mkdirSync(uploads, { recursive: true });
    writeFileSync(join(uploads, 'half.part'), Buffer.alloc(megabyte - 1_000));
    expect(await usedOf(world, 'bucket_bytes')).toBe(megabyte - 1_000);
    expectOver(await world.run(`COPY (${rows(1_000)}) TO 'small.csv'`), 'bucket_bytes');
    expect(world.files()).toEqual([]);
  });
});

describe('the quota results_bytes', () => {
  it('stops a query whose result goes past it, and leaves no file', async () => {
    const world = await startWith({ results_bytes: 5 * megabyte });
    expectOver(await world.run(rows(1_000_000_000)), 'results_bytes');
    expect(world.files()).toEqual([]);
    expect(await world.rows('SELECT 42')).toEqual(['[42]']);
    expect(await usedOf(world, 'results_bytes')).toBe('["[42]"]'.length);
  });

  it('rolls a transaction back in which a write returns more', async () => {
    const world = await startWith({ results_bytes: 1 * megabyte });
    await world.run('CREATE TABLE large (a VARCHAR)');
    const calls = sessionCalls(world);
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    const over = await calls.end(session, `INSERT INTO large ${rows(200_000)} RETURNING a`);
    expectOver(over, 'results_bytes');
    expect(over.state.ending).toMatchObject({
      error: { message: expect.stringContaining('The transaction was rolled back') },
    });
    expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
    await calls.close(session);
    expect(await world.rows('SELECT count(*) FROM large')).toEqual(['[0]']);
  });

  it('counts what several write at once', async () => {
    const world = await startWith({ results_bytes: 5 * megabyte });
    const jobs = await Promise.all([1, 2, 3, 4].map(() => world.run(rows(60_000))));
    const kept = jobs.filter(({ state }) => state.ending.how === 'succeeded');
    for (const job of jobs) if (!kept.includes(job)) expectOver(job, 'results_bytes');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(4);
    expect(await usedOf(world, 'results_bytes')).toBeLessThanOrEqual(5 * megabyte);
  });

  it('undoes a write whose returned rows have no room', async () => {
    const world = await startWith({ results_bytes: 100_000 });
    await world.run('CREATE TABLE t (a VARCHAR)');
    expectOver(await world.run(`INSERT INTO t ${rows(100_000)} RETURNING a`), 'results_bytes');
    expect(await world.rows('SELECT count(*) FROM t')).toEqual(['[0]']);
  });
});

describe('the quota temporary_bytes', () => {
  /** Some 50 MB of text that must be kept until it is sorted, in 50 MB of memory. */
  const large =
    'SELECT max(r), max(m) FROM (SELECT m, row_number() OVER (ORDER BY m DESC) AS r FROM (' +
    'SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS m FROM range(700000) t(i)))';

  it('fails a statement that needs more, and the host takes the next one', async () => {
    const world = await startSmall({ temporary_bytes: 2 * megabyte });
    expectOver(await world.run(large), 'temporary_bytes');
    expect(await world.rows('SELECT 42')).toEqual(['[42]']);
  });

  it('set for the project, it is in force from the next start of its host on', async () => {
    const world = await startSmall({ temporary_bytes: 2 * megabyte });
    await world.stores.identities.enrol(memberOf(world.projectId));
    await world.run('SELECT 1');
    await world.quotas.set(world.projectId, 'temporary_bytes', null);
    expectOver(await world.run(large), 'temporary_bytes');
    while (world.processes().length > 0) await pause(20);
    expect((await world.run(large)).state.ending.how).toBe('succeeded');
  });

  it('shows what is in use while a statement runs, and it is back afterwards', async () => {
    const world = await startSmall({});
    const endless = large.replace('700000', '700000000');
    const job = await world.submit(endless);
    while ((await usedOf(world, 'temporary_bytes')) < megabyte) await pause(50);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    while ((await usedOf(world, 'temporary_bytes')) > 0) await pause(50);
  });
});

/** With so little memory that a sort writes to the disk; an idle host ends soon. */
async function startSmall(quotas: Partial<QuotaLimits>): Promise<DuckdbWorld> {
  const world = await startDuckdb({ quotas, limits: { memoryBytes: 50e6, hostIdleMs: 1_000 } });
  onTestFinished(() => world.close());
  return world;
}

function memberOf(projectId: string) {
  return {
    principal: {
      userId: 'u1',
      userName: 'test',
      domainId: 'd1',
      domainName: 'sluice',
      projectId,
      projectName: 'lab',
      role: 'admin',
    },
    passwordHash: '',
    accessKey: 'AK1',
    sealedSecret: '',
    apiKeyHash: '1',
  } as const;
}

it('a statement whose quotas cannot be read is not started, and its job says so', async () => {
  const quotas = {
    limitsOf: async () => ({ ...noLimits, results_bytes: megabyte }),
    resultBytesOf: () => Promise.reject(new Error('the disk is gone')),
  };
  const world = await startDuckdb({ limits: { quotas } });
  onTestFinished(() => world.close());
  expect((await world.run('SELECT 1')).state).toMatchObject({
    startedAt: null,
    ending: {
      how: 'failed',
      error: { message: expect.stringContaining('was not started') as string },
    },
  });
});
