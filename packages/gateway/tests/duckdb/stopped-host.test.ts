import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { shutDatabase } from '../support/shut-database.ts';
import { scan } from '../support/slow-sql.ts';
import {
  type DuckdbWorld,
  type DuckdbWorldSettings,
  startDuckdb,
} from '../support/start-duckdb.ts';

const interruptMs = 300;

/** Of tests that run at once each has a world of its own, closed when that test ends. */
async function start(
  { onTestFinished }: TestContext,
  settings: DuckdbWorldSettings = {},
): Promise<DuckdbWorld> {
  const world = await startDuckdb({ interruptMs, ...settings });
  onTestFinished(() => world.close());
  return world;
}

function stopHosts(world: DuckdbWorld): number[] {
  const hosts = world.processes();
  for (const pid of hosts) process.kill(pid, 'SIGSTOP');
  return hosts;
}

async function runFor(world: DuckdbWorld, projectId: string, sql: string): Promise<EndedJob> {
  const answer = await world.actions.submitJob({ projectId, owner: 'test', sql });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  const awaited = await world.actions.awaitEnding(projectId, answer.job.id, 60_000);
  if (awaited.kind !== 'ended') throw new Error(awaited.kind);
  return awaited.job;
}

async function receiptOf(world: DuckdbWorld, job: Job) {
  const receipt = await world.stores.jobs.receiptOf(job.id);
  if (!receipt) throw new Error(`job ${job.id} has no receipt`);
  return receipt;
}

describe.concurrent('a host that is stopped (SIGSTOP)', () => {
  it('case 38: while its statement is to be cancelled the ladder goes on by the gateway’s clock (I9)', async (context) => {
    const world = await start(context);
    expect((await runFor(world, 'other', 'SELECT 1')).state.ending.how).toBe('succeeded');
    const others = world.processes();
    const job = await world.submit(scan);
    await world.running(job);
    const host = world.processes().find((pid) => !others.includes(pid));
    if (host === undefined) throw new Error('the statement has no host');
    process.kill(host, 'SIGSTOP');
    const cancelled = world.cancel(job);

    // Nobody else waits for it.
    expect((await runFor(world, 'other', 'SELECT 2')).state.ending.how).toBe('succeeded');
    expect((await cancelled).kind).toBe('cancelled');
    expect(existsSync(`/proc/${host}`)).toBe(false);
    const receipt = await receiptOf(world, job);
    expect(receipt).toMatchObject({ ending: 'cancelled', rung: 'kill-host' });
    expect(receipt.rungs.map(({ rung }) => rung)).toEqual(['interrupt', 'kill-host']);
    expect(receipt.rungs[1]?.at ?? 0).toBeGreaterThanOrEqual(
      (receipt.rungs[0]?.at ?? 0) + interruptMs,
    );
    expect(receipt.checks.map(({ isGone }) => isGone)).toEqual(receipt.checks.map(() => true));
    expect(await world.rows('SELECT 3')).toEqual(['[3]']);
  });

  it('case 38: beside a database that does not open again: a read is cancelled, for it wrote nothing (I4)', async (context) => {
    const world = await start(context);
    const job = await world.submit(scan);
    await world.running(job);
    stopHosts(world);
    shutDatabase(new ProjectPlaces(world.dataDir, world.projectId));
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect((await receiptOf(world, job)).rung).toBe('kill-host');
  });

  it('while it is idle: what it is given next runs in another, once (I9)', async (context) => {
    const world = await start(context);
    await world.run('CREATE TABLE kept (i INTEGER)');
    const hosts = stopHosts(world);
    const job = await world.run('INSERT INTO kept VALUES (1)');
    expect(job.state.ending.how).toBe('succeeded');
    expect(hosts.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(await world.rows('SELECT count(*) FROM kept')).toEqual(['[1]']);
  });

  it('while it starts: a cancel is answered at once, and nothing of the job is born later', async (context) => {
    const world = await start(context);
    const job = await world.submit('CREATE TABLE late AS SELECT 1 AS i');
    while (stopHosts(world).length === 0) await pause(1);
    const hosts = world.processes();
    expect((await world.cancel(job)).kind).toBe('cancelled');
    // It was not waited for, nor was its end: it stands as it was stopped.
    expect(world.processes()).toEqual(hosts);
    for (const pid of hosts) process.kill(pid, 'SIGCONT');
    expect(await world.rows('SHOW TABLES')).toEqual([]);
  });

  it('when its cancelled statement is looked for: it is killed before the job ends (I3)', async (context) => {
    let hosts: number[] = [];
    const world: DuckdbWorld = await start(context, {
      aroundEngine: (method, _rest, call) => {
        if (method === 'release' && hosts.length === 0) hosts = stopHosts(world);
        return call();
      },
    });
    const job = await world.submit(scan);
    await world.running(job);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(hosts).toHaveLength(1);
    expect(hosts.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    const { checks } = await receiptOf(world, job);
    expect(checks.find(({ held }) => held.kind === 'operation')?.read).toMatch(/gone$/);
  });
});
