import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import {
  type DuckdbWorld,
  type DuckdbWorldSettings,
  startDuckdb,
} from '../support/start-duckdb.ts';

let world: DuckdbWorld;
afterEach(() => world.close());

/** Room for one host of 2 GB and 512 MB for its results. */
const oneHost = { hostsMemoryBytes: 3e9 };

async function start(settings: DuckdbWorldSettings['limits'] = {}): Promise<void> {
  world = await startDuckdb({ limits: settings });
}

async function submitFor(projectId: string, sql: string): Promise<Job> {
  const answer = await world.actions.submitJob({ projectId, owner: 'test', sql });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  return answer.job;
}

async function endedFor(projectId: string, job: Job): Promise<EndedJob['state']['ending']> {
  const awaited = await world.actions.awaitEnding(projectId, job.id, 60_000);
  if (awaited.kind !== 'ended') throw new Error(awaited.kind);
  return awaited.job.state.ending;
}

async function launching(projectId: string, job: Job): Promise<void> {
  while ((await world.actions.findJob(projectId, job.id))?.state.status !== 'launching') {
    await pause(2);
  }
}

describe('the memory of all hosts together', () => {
  it('a host that has no room waits for an idle one to go, and none is ever too many', async () => {
    await start(oneHost);
    expect(await world.rows('SELECT 1')).toEqual(['[1]']);
    const [first] = world.processes();
    // The first project’s host is idle: it makes room.
    const other = await submitFor('other', 'SELECT 2');
    expect((await endedFor('other', other)).how).toBe('succeeded');
    const after = world.processes();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(first);
    expect(await world.rows('SELECT 3')).toEqual(['[3]']);
    expect(world.processes()).toHaveLength(1);
  });

  it('a busy host is not ended for it, and a cancel ends the wait at once', async () => {
    await start(oneHost);
    const busy = await world.submit(scan);
    await world.running(busy);
    const hosts = world.processes();
    const other = await submitFor('other', 'SELECT 2');
    await launching('other', other);
    const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
    const verdict = await world.actions.cancelJob('other', other.id, wish, 5_000);
    expect(verdict.kind).toBe('cancelled');
    expect(world.processes()).toEqual(hosts);
    await world.cancel(busy);
  });

  it('a wait that takes too long fails the job, and says which settings decide it (I9)', async () => {
    await start({ ...oneHost, hostWaitMs: 200 });
    const busy = await world.submit(scan);
    await world.running(busy);
    const ending = await endedFor('other', await submitFor('other', 'SELECT 2'));
    expect(ending).toMatchObject({ how: 'failed', error: { code: 'resource' } });
    expect(JSON.stringify(ending)).toContain('SLUICE_HOSTS_MEMORY');
    await world.cancel(busy);
  });

  it('a host whose last rung is taken gives its room to the next one', async () => {
    world = await startDuckdb({ interruptMs: 200, limits: oneHost });
    const busy = await world.submit(deaf);
    await world.running(busy);
    const other = await submitFor('other', 'SELECT 2');
    await world.cancel(busy);
    expect((await endedFor('other', other)).how).toBe('succeeded');
  });
});

it('an idle host is ended after its time, and started again when it is wanted', async () => {
  await start({ hostIdleMs: 1_000 });
  await world.run('CREATE TABLE kept AS SELECT 1 AS i');
  while (world.processes().length > 0) await pause(20);
  expect(await world.rows('SELECT * FROM kept')).toEqual(['[1]']);
});

it.runIf(process.platform === 'linux')(
  'a host is ended before the gateway when memory runs out',
  async () => {
    await start();
    await world.run('SELECT 1');
    const scores = world
      .processes()
      .map((pid) => readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));
    expect(scores).toEqual(['500\n']);
  },
);

describe('what a host spills', () => {
  it('is found and removed when its host was killed', async () => {
    await start();
    const spill = join(world.dataDir, 'projects', world.projectId, 'spill');
    mkdirSync(join(spill, '0123456789ab'), { recursive: true });
    writeFileSync(join(spill, '0123456789ab', 'duckdb_temp_storage_DEFAULT-0.tmp'), 'left');
    await world.run('SELECT 1');
    expect(existsSync(join(spill, '0123456789ab'))).toBe(false);
  });
});
