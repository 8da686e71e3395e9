import { createSecretKey } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import { DuckdbEngine } from '../../src/engines/duckdb/duckdb-engine.ts';
import type { FormerHostNews } from '../../src/engines/duckdb/former-fate.ts';
import {
  type HostRecord,
  readHostRecord,
  writeHostRecord,
} from '../../src/engines/duckdb/host-record.ts';
import { identify } from '../../src/engines/process-identity.ts';
import { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { queuedJob } from '../contracts/sample-job.ts';
import { waitingSession } from '../contracts/sample-session.ts';
import { leaveFakeHost } from '../support/fake-host.ts';
import { fixedQuotas } from '../support/fixed-quotas.ts';
import { shutDatabase } from '../support/shut-database.ts';
import { scan } from '../support/slow-sql.ts';
import { soon } from '../support/soon.ts';
import { processesNaming } from '../support/start-duckdb.ts';

const queue = { id: 'q', name: 'default', engine: 'duckdb', defaultDatabase: 'default' } as Queue;

// Two engines over one data directory: the second follows the first, which lives on, as a gateway does
// that was frozen while another took its lease.

let dataDir: string;
let places: ProjectPlaces;
let engines: DuckdbEngine[];
let fates: FormerHostNews[];
let notStarted: PromiseWithResolvers<void>;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-adoption-'));
  places = new ProjectPlaces(dataDir, 'project');
  mkdirSync(dirname(places.databaseFile), { recursive: true });
  engines = [];
  fates = [];
  notStarted = Promise.withResolvers();
});
afterEach(async () => {
  // The one that leads has the hosts, so that it ends them.
  for (const engine of engines.toReversed()) await engine.close();
  const left = [...hosts(), ...readdirSync(dataDir).filter((name) => name.endsWith('.sock'))];
  rmSync(dataDir, { recursive: true });
  if (left.length > 0) throw new Error(`left: ${left.join(' ')}`);
});

function lead(leaseToken: number, live: readonly Job[] = [], hostIdleMs = 600_000): DuckdbEngine {
  const engine = new DuckdbEngine({
    dataDir,
    markerKey: createSecretKey(Buffer.alloc(32, 7)),
    memoryBytes: 1e9,
    hostsMemoryBytes: 4e9,
    threads: 2,
    interruptMs: 500,
    hostOrphanMs: 5_000,
    holdMs: 30_000,
    hostIdleMs,
    hostWaitMs: 10_000,
    quotas: fixedQuotas(systemClock),
    formerHost: (news) => fates.push(news),
    startFailed: () => notStarted.resolve(),
    killPolicyOf: () => Promise.resolve({ kind: 'evict' } as const),
    now: () => systemClock.now(),
  });
  engines.push(engine);
  engine.lead(leaseToken, live);
  return engine;
}

function job(sql: string, statementClass: Job['request']['statementClass'] = 'query'): Job {
  return queuedJob(queue, { projectId: 'project', sql, statementClass });
}

async function started(engine: DuckdbEngine, ...order: Parameters<typeof job>): Promise<Job> {
  const made = job(...order);
  const answer = await engine.start(made, new AbortController().signal);
  expect(answer.kind).toBe('started');
  return made;
}

const hosts = () => processesNaming(`${dataDir}/projects`);

describe('a gateway that was followed, and does not know it', () => {
  it('neither orders, nor ends, nor replaces the host that the next one works with (I7)', async () => {
    const frozen = lead(1);
    const running = await started(frozen, scan);
    const before = hosts();
    const next = lead(2, [running]);
    expect(await next.findByJob(running)).toEqual({ kind: 'running', ref: running.id });

    expect(await frozen.cancel(running.id, 'interrupt')).toBe('unreachable');
    expect(await frozen.cancel(running.id, 'kill-host')).toBe('unreachable');
    expect((await frozen.watch(running.id)).kind).toBe('out_of_reach');
    const late = await frozen.start(job('SELECT 1'), new AbortController().signal);
    expect(late).toMatchObject({ kind: 'refused', error: { code: 'engine' } });
    await frozen.close();
    expect(hosts()).toEqual(before);

    expect(await next.cancel(running.id, 'interrupt')).toBe('told');
    expect(await next.watch(running.id)).toEqual({ kind: 'stopped' });
    expect(hosts()).toEqual(before);
  });

  it('takes no host from a gateway with a later lease', async () => {
    const leader = lead(2);
    const running = await started(leader, scan);
    const before = hosts();
    const late = lead(1, [running]);
    expect((await late.findByJob(running)).kind).toBe('out_of_reach');
    expect(hosts()).toEqual(before);
    expect(await leader.cancel(running.id, 'interrupt')).toBe('told');
    expect(await leader.watch(running.id)).toEqual({ kind: 'stopped' });
    await late.close();
  });
});

describe('the next gateway', () => {
  it('knows which transactions are open that the former one had begun', async () => {
    const session = { ...waitingSession(queue, { projectId: 'project' }), number: 1 };
    const former = lead(1);
    await former.sessions.open(session, new AbortController().signal);
    const begin = queuedJob(queue, {
      projectId: 'project',
      kind: 'statement',
      sql: 'BEGIN',
      session: { id: session.id, number: 0, script: '' },
    });
    await former.start(begin, new AbortController().signal);
    expect((await former.watch(begin.id)).kind).toBe('succeeded');
    const next = lead(2, [begin]);
    expect(await next.sessions.find(session)).toEqual({ kind: 'open' });
    for (const pid of hosts()) process.kill(pid, 'SIGKILL');
    expect(await next.sessions.watch(session.id)).toMatchObject({
      kind: 'gone',
      remarks: ['Its transaction was rolled back: nothing of it was committed.'],
    });
  });

  it('runs a statement of a session that it has not looked for yet, and none of one that is not there', async () => {
    const session = { ...waitingSession(queue, { projectId: 'project' }), number: 1 };
    const statement = (sql: string, id = session.id) =>
      queuedJob(queue, {
        projectId: 'project',
        kind: 'statement',
        sql,
        session: { id, number: 0, script: '' },
      });
    const former = lead(1);
    await former.sessions.open(session, new AbortController().signal);
    const begin = statement('BEGIN');
    await former.start(begin, new AbortController().signal);
    expect((await former.watch(begin.id)).kind).toBe('succeeded');

    const next = lead(2);
    const commit = statement('COMMIT');
    const started = await next.start(commit, new AbortController().signal);
    expect(started).toEqual({ kind: 'started', ref: commit.id });
    expect((await next.watch(commit.id)).kind).toBe('succeeded');
    expect(await next.sessions.find(session)).toEqual({ kind: 'open' });
    const stray = await next.start(statement('COMMIT', 'no-session'), new AbortController().signal);
    expect(stray).toMatchObject({ kind: 'refused', error: { code: 'engine' } });
  });

  it('hears the ending that was reached before it came, until it has made it durable (I4)', async () => {
    const former = lead(1);
    const ended = await started(former, 'SELECT 42');
    const seen = await former.watch(ended.id);
    const next = lead(2, [ended]);
    expect(await next.findByJob(ended)).toEqual({ kind: 'ended', observed: seen });
    // Soon its host has forgotten it as well, and a read leaves no marker.
    const forgotten = async () => {
      next.forget(ended.id);
      return next.findByJob(ended);
    };
    await expect.poll(forgotten, { timeout: 30_000 }).toMatchObject({
      observed: { kind: 'stopped', cause: { code: 'engine' } },
    });
  });

  it.each(['was born', 'was not born yet'])(
    'ends no stranger and leaves no host, where the former one died before the record had the pid of a host that %s (I7)',
    async (birth) => {
      const former = lead(1);
      await former.watch((await started(former, 'SELECT 42')).id);
      const before = hosts();
      const record = readHostRecord(places.hostRecordFile);
      if (!record?.process) throw new Error('the host has no record');
      writeHostRecord(places.hostRecordFile, { ...record, process: null });
      if (birth !== 'was born') process.kill(record.process.pid, 'SIGKILL');
      const next = lead(2);
      const done = await next.watch((await started(next, 'SELECT 42')).id);
      expect(done.kind).toBe('succeeded');
      expect(hosts()).toHaveLength(1);
      expect(hosts()).not.toEqual(before);
      expect(readHostRecord(places.hostRecordFile)?.process?.pid).toBe(hosts()[0]);
    },
  );

  it('names the rung by which the former one had stopped a statement', async () => {
    const former = lead(1);
    const stopped = await started(former, scan);
    expect(await former.cancel(stopped.id, 'interrupt')).toBe('told');
    expect(await former.watch(stopped.id)).toEqual({ kind: 'stopped' });
    const next = lead(2, [stopped]);
    const observed = { kind: 'stopped' };
    expect(await next.findByJob(stopped)).toEqual({
      kind: 'ended',
      observed,
      stoppedBy: 'interrupt',
    });
  });

  it('stops what no live job wants, and forgets what is durable', async () => {
    const former = lead(1);
    const stray = await started(former, scan);
    const ended = await started(former, 'SELECT 42');
    await former.watch(ended.id);
    const next = lead(2);
    expect(await next.findByJob(ended)).toMatchObject({ observed: { kind: 'stopped' } });
    const found = await next.findByJob(stray);
    const outcome = found.kind === 'running' ? await next.watch(found.ref) : found;
    expect(['stopped', 'ended']).toContain(outcome.kind);
  });

  it('knows of a read that it wrote nothing, also where the database does not open again (I4)', async () => {
    const former = lead(1);
    const running = await started(former, scan);
    for (const pid of hosts()) process.kill(pid, 'SIGSTOP');
    shutDatabase(places);
    const next = lead(2, [running]);
    const { kind } = await soon('its ending', next.findByJob(running));
    expect(kind).toBe('ended');
  });

  it('does not know it of one that turned into a write (I4)', async () => {
    const former = lead(1);
    const made = await started(former, 'CREATE SEQUENCE numbers', 'ddl');
    await former.watch(made.id);
    const written = await started(former, "SELECT nextval('numbers')");
    await former.watch(written.id);
    for (const pid of hosts()) process.kill(pid, 'SIGSTOP');
    shutDatabase(places);
    const next = lead(2, [written]);
    const found = next.findByJob(written);
    await soon('a host that does not start', notStarted.promise);
    await next.close();
    expect((await found).kind).toBe('out_of_reach');
  });

  it('ends a host that is stopped, and starts another, within a deadline (I9)', async () => {
    const former = lead(1);
    const written = await started(former, 'CREATE TABLE made AS SELECT 1 AS i', 'ddl');
    await former.watch(written.id);
    const [stopped = 0] = hosts();
    process.kill(stopped, 'SIGSTOP');
    const next = lead(2, [written]);
    // Its ending went with the host; the marker tells it (I4).
    expect(await next.findByJob(written)).toMatchObject({ observed: { kind: 'succeeded' } });
    expect(hosts()).not.toContain(stopped);
    expect(hosts()).toHaveLength(1);
    expect(fates).toMatchObject([{ projectId: 'project', pid: stopped }]);
    expect(fates[0]?.endedFor).toMatch(/did not answer/);
    // What a receipt says is of the host that ran it; the one after it is asked as well.
    const held = { kind: 'operation', engine: 'duckdb', ref: written.id } as const;
    const { isGone, read } = await next.release(written, held, true);
    expect(isGone).toBe(true);
    expect(read).toMatch(new RegExp(`^host pid ${stopped} started \\d+: gone, killed by`));
    expect(read).toMatch(
      new RegExp(
        `; then host pid ${hosts()[0]} started \\d+, runs 0 in all, this one not among them$`,
      ),
    );
  });
});

describe('a host that an earlier gateway left', () => {
  it.each(['dies', 'stalls'] as const)(
    'and that %s while it is adopted does not shut its project (I9)',
    async (how) => {
      await leaveFakeHost(places, { at: 'look', how });
      const engine = lead(2);
      const done = await engine.watch((await started(engine, 'SELECT 42')).id);
      expect(done.kind).toBe('succeeded');
      expect(hosts()).toHaveLength(1);
    },
  );

  it('and that dies while it opens a session has the session opened in the next one', async () => {
    const { misbehaves } = await leaveFakeHost(places, { at: 'open-session', how: 'dies' });
    const session = { ...waitingSession(queue, { projectId: 'project' }), number: 1 };
    const { sessions } = lead(2);
    expect(await sessions.open(session, new AbortController().signal)).toEqual({ kind: 'opened' });
    await misbehaves;
    expect(hosts()).toHaveLength(1);
    expect(await sessions.find(session)).toEqual({ kind: 'open' });
  });

  it('is given no statement once it is being ended', async () => {
    const { misbehaves } = await leaveFakeHost(places, { at: 'stop', how: 'lingers' });
    const engine = lead(2, [], 0);
    await misbehaves;
    const done = await engine.watch((await started(engine, 'SELECT 42')).id);
    expect(done.kind).toBe('succeeded');
  });
});

it('waits for no end of a host that gave up and has another gateway then', async () => {
  const { misbehaves } = await leaveFakeHost(places, { at: 'open-session', how: 'gives up' });
  const followed = lead(2);
  const session = { ...waitingSession(queue, { projectId: 'project' }), number: 1 };
  const never = new AbortController().signal;
  const opening = followed.sessions.open(session, never);
  await misbehaves;
  const record = readHostRecord(places.hostRecordFile);
  if (!record) throw new Error('the host has no record');
  writeHostRecord(places.hostRecordFile, { ...record, leaseToken: 3 });
  expect(await followed.start(job('SELECT 42'), never)).toMatchObject({
    kind: 'refused',
    error: { message: expect.stringContaining('another gateway has taken over') },
  });
  await opening;
  // Its socket is the other gateway's to remove.
  rmSync(places.socketPath(record.instance));
});

describe('a process that has the pid of a former host', () => {
  let other: ChildProcess;
  afterEach(async () => {
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
  });

  it.each([
    ['another start time', (record: HostRecord) => `sleep-${record.instance}`, '1'],
    ['another program', () => 'sleep', null],
  ])('with %s is left alone (I7)', async (_, name, startTime) => {
    const record = { version: 1, leaseToken: 1, instance: '0123456789ab', memoryBytes: 1 } as const;
    other = spawn('sleep', ['600'], { argv0: name({ ...record, process: null }) });
    const identity = identify(other.pid ?? 0);
    if (!identity) throw new Error('no process');
    const process = { ...identity, startTime: startTime ?? identity.startTime };
    writeHostRecord(places.hostRecordFile, { ...record, process });
    const engine = lead(2);
    await engine.watch((await started(engine, 'SELECT 1')).id);
    expect(identify(other.pid ?? 0)).toEqual(identity);
    expect(readHostRecord(places.hostRecordFile)?.process?.pid).toBe(hosts()[0]);
  });

  it('is left alone where the record cannot be read, too', async () => {
    other = spawn('sleep', ['600']);
    writeFileSync(places.hostRecordFile, `{"version":1,"process":{"pid":${other.pid}}}`);
    const engine = lead(2);
    await engine.watch((await started(engine, 'SELECT 1')).id);
    expect(other.exitCode ?? other.signalCode).toBeNull();
  });
});
