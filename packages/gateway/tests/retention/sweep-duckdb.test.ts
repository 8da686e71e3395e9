import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EndedJob } from '../../src/core/job/job.ts';
import type { Keep } from '../../src/core/sweep/keep.ts';
import { Sweeper } from '../../src/core/sweep/sweeper.ts';
import { HandClock } from '../support/hand-clock.ts';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { bucketsIn } from '../support/buckets-in.ts';
import { type AroundCall, watchCalls } from '../support/watch-calls.ts';

const dayMs = 86_400_000;
const everyMs = 600_000;
const keep: Keep = {
  jobsMs: 90 * dayMs,
  eventsMs: 90 * dayMs,
  resultsMs: 7 * dayMs,
  keysMs: 7 * dayMs,
  logsMs: 30 * dayMs,
  sessionsMs: dayMs,
};
const many = 'SELECT i, i * 2 AS twice FROM range(50000) t(i)';

describe('the sweep over a real lake', () => {
  let world: DuckdbWorld;
  let clock: HandClock;
  let sweeper: Sweeper;
  let failures: unknown[];
  beforeEach(async () => {
    world = await startDuckdb();
    failures = [];
    clock = new HandClock();
    clock.advance(Date.now() - clock.now());
    startSweeper();
  });
  afterEach(async () => {
    await sweeper.stop();
    await world.close();
    if (failures.length > 0) throw new AggregateError(failures);
  });

  function startSweeper(around: AroundCall = (_method, _rest, call) => call()): void {
    const remains = new Map([['duckdb', watchCalls(world.engine.remains, around)]]);
    sweeper = Sweeper.start(
      { retention: world.stores.retention, remains, buckets: bucketsIn(world.dataDir), clock },
      { keep, leaseToken: world.runner.leaseToken, everyMs },
      (what, cause) => failures.push(what, cause),
    );
  }

  /** Lets the sweeper pass over everything, once. */
  async function pass(): Promise<void> {
    await clock.runUntil(clock.asleepFor(everyMs));
    clock.advance(everyMs);
    await clock.runUntil(clock.asleepFor(everyMs));
  }

  /** Time goes by, and the sweeper sees that it does. */
  async function goBy(ms: number): Promise<void> {
    await clock.runUntil(clock.asleepFor(everyMs));
    clock.advance(ms - everyMs);
    await pass();
  }

  function fileOf({ id }: EndedJob): string {
    return join(world.dataDir, 'projects', world.projectId, 'results', `${id}.duckdb`);
  }

  function bucket(name: string): string {
    return join(world.dataDir, 'projects', world.projectId, 'bucket', name);
  }

  async function read(job: EndedJob) {
    const page = { offset: 0, limit: 1_000_000 };
    return world.actions.readResult(world.projectId, job.id, page, new AbortController().signal);
  }

  async function markers(projectId = world.projectId): Promise<readonly string[]> {
    const marked = await Array.fromAsync(world.engine.remains.markedJobs(projectId));
    return marked.flat();
  }

  it('lets results expire, takes their files away, and keeps the jobs', async () => {
    const [large, small] = [await world.run(many), await world.run('SELECT 1 AS one')];
    await goBy(6 * dayMs);
    expect((await read(large)).kind).toBe('rows');
    expect((await read(small)).kind).toBe('rows');

    await goBy(2 * dayMs);
    await pass();
    expect(await read(large)).toMatchObject({ kind: 'expired', job: { id: large.id } });
    expect((await read(small)).kind).toBe('expired');
    expect(existsSync(fileOf(large))).toBe(false);
    expect(await world.actions.findJob(world.projectId, large.id)).not.toBeNull();

    await goBy(90 * dayMs);
    await pass();
    expect(await world.actions.findJob(world.projectId, large.id)).toBeNull();
  });

  it('lets who reads a result read it to its end', async () => {
    const job = await world.run(many);
    const answer = await read(job);
    if (answer.kind !== 'rows') throw new Error(answer.kind);
    const rows = answer.rows[Symbol.asyncIterator]();
    expect(await rows.next()).toMatchObject({ value: '[0,0]' });
    await goBy(8 * dayMs);
    await pass();
    expect(existsSync(fileOf(job))).toBe(false);
    let count = 1;
    while (!(await rows.next()).done) count++;
    expect(count).toBe(50_000);
  });

  it('takes nothing away when the clock jumps ahead by a year and back', async () => {
    const job = await world.run(many);
    await clock.asleepFor(everyMs);
    clock.advance(365 * dayMs);
    await clock.runUntil(clock.asleepFor(everyMs));
    clock.advance(-365 * dayMs);
    await pass();
    await pass();
    expect((await read(job)).kind).toBe('rows');
    expect(existsSync(fileOf(job))).toBe(true);
  });

  it('takes away the note of a query that wrote, once it has ended', async () => {
    await world.run('CREATE SEQUENCE numbers');
    const { id } = await world.run("SELECT nextval('numbers')");
    expect(world.files()).toContain(`${id}.writes`);
    await clock.asleepFor(everyMs);
    await pass();
    expect(world.files()).not.toContain(`${id}.writes`);
  });

  it('takes away the markers of jobs that have ended, and no other', async () => {
    await world.run('CREATE TABLE kept AS SELECT 1 AS i');
    const jobs = [];
    for (let i = 0; i < 5; i++) jobs.push(await world.run(`INSERT INTO kept VALUES (${i})`));
    expect(await markers()).toHaveLength(6);
    // As if it had committed, and its end were not written yet.
    const [unended] = jobs;
    const state = new BetterSqlite3(join(world.dataDir, 'state.db'));
    state.prepare('update jobs set ended_at = null where id = ?').run(unended?.id);
    state.close();
    await pass();
    expect(await markers()).toEqual([unended?.id]);
    expect(await world.rows('SELECT count(*) FROM kept')).toEqual(['[6]']);
  });

  it('takes away what carries the name of a job that is gone, and nothing that lives', async () => {
    const done = await world.run(many);
    const live = await world.submit(scan);
    await world.running(live);
    const gone = randomUUID();
    const results = join(fileOf(done), '..');
    const leftovers = [
      join(results, `${gone}.duckdb`),
      join(results, `${gone}.duckdb.wal`),
      bucket(`.sluice-${gone}`),
      bucket(`.sluice-${done.id}`),
    ];
    const wanted = [
      join(results, `${live.id}.duckdb`),
      bucket(`.sluice-${live.id}`),
      bucket('.sluice-notes'),
      bucket('report.csv'),
      fileOf(done),
    ];
    for (const path of [...leftovers, ...wanted.slice(0, 4)]) {
      if (path.includes('/.sluice-')) mkdirSync(path);
      else writeFileSync(path, 'x');
    }
    await pass();
    expect(leftovers.filter(existsSync)).toEqual([]);
    expect(wanted.filter((path) => !existsSync(path))).toEqual([]);
    await world.cancel(live);
  });

  it('shortens a log that grew too long, and takes old ones away', async () => {
    await world.run('SELECT 1');
    const log = join(world.dataDir, 'projects', world.projectId, 'host.log');
    writeFileSync(log, 'x'.repeat(5_000_000), { flag: 'a' });
    await pass();
    expect([statSync(log).size, statSync(`${log}.1`).size >= 5_000_000]).toEqual([0, true]);
    writeFileSync(log, 'new', { flag: 'a' });
    const old = (Date.now() - 31 * dayMs) / 1_000;
    utimesSync(`${log}.1`, old, old);
    await pass();
    expect(existsSync(`${log}.1`)).toBe(false);
    expect(readFileSync(log, 'utf8')).toBe('new');
  });

  it('sweeps each project alone: one that hangs keeps no other from its turn', async () => {
    const sql = 'CREATE TABLE t AS SELECT 1 AS i';
    await world.run(sql);
    const answer = await world.actions.submitJob({ projectId: 'other', owner: 'test', sql });
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    await world.actions.awaitEnding('other', answer.job.id, 60_000);
    const [bad = '', good = ''] = await world.engine.remains.projects();
    const log = join(world.dataDir, 'projects', good, 'host.log');
    writeFileSync(log, 'x'.repeat(5_000_000));
    await sweeper.stop();
    startSweeper((_method, [projectId], call) => {
      if (projectId === bad) throw new Error('the host hangs');
      return call();
    });
    await pass();
    expect([await markers(bad), await markers(good)]).toMatchObject([{ length: 1 }, { length: 0 }]);
    expect(statSync(log).size).toBe(0);
    const told = failures.splice(0).filter((failure) => typeof failure === 'string');
    expect(told).toEqual([
      `sweeping the markers of project ${bad}`,
      `trimming the logs of project ${bad}`,
    ]);
  });

  it('goes on where a gateway stopped in the middle', async () => {
    const job = await world.run(many);
    await goBy(8 * dayMs);
    expect((await read(job)).kind).toBe('expired');
    expect(existsSync(fileOf(job))).toBe(true);
    await sweeper.stop();
    startSweeper();
    await pass();
    expect(existsSync(fileOf(job))).toBe(false);
  });

  it('goes on where a gateway died before it noted that a file is gone', async () => {
    const job = await world.run(many);
    await goBy(8 * dayMs);
    expect(await world.stores.retention.resultsToRemove('', 10)).toHaveLength(1);
    await sweeper.stop();
    rmSync(fileOf(job));
    startSweeper();
    await pass();
    expect(await world.stores.retention.resultsToRemove('', 10)).toEqual([]);
    expect((await read(job)).kind).toBe('expired');
  });
});
