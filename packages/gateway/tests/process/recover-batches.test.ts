import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestCancel } from '../../src/core/actions/request-cancel.ts';
import { intentOf, type Job } from '../../src/core/job/job.ts';
import { readBatchNote } from '../../src/engines/process/batch-note.ts';
import { BatchPlace } from '../../src/engines/batch-room.ts';
import { killProcess } from '../../src/engines/process-identity.ts';
import { createInProcessNews } from '../../src/stores/in-process-news.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { machineUptime } from '../../src/system/machine-uptime.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import { untilTold } from './run-program.ts';
import {
  type BatchWorld,
  type BatchWorldSettings,
  leaseTtlMs,
  projectId,
  startBatches,
} from './start-batches.ts';

const main = fileURLToPath(new URL('./batches-main.ts', import.meta.url));

let dataDir: string;
let worlds: BatchWorld[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-batches-'));
  worlds = [];
});
afterEach(async () => {
  for (const world of worlds) await world.close();
  rmSync(dataDir, { recursive: true });
});

/** Programs that run, as jobs of a gateway that was killed with SIGKILL. */
async function orphans(...programs: string[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, [main, dataDir, ...programs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await soon('the programs are ready', lines.next());
  child.kill('SIGKILL');
  await gone;
  return JSON.parse(String(value));
}

function roomOf(jobId: string) {
  return new BatchPlace(dataDir, projectId, jobId).room(0);
}

async function startAgain(settings: BatchWorldSettings = {}): Promise<BatchWorld> {
  const world = await startBatches({ dataDir, ...settings });
  worlds.push(world);
  return world;
}

/** Waits for nothing that it cancels. */
async function leave(world: BatchWorld): Promise<void> {
  worlds = worlds.filter((each) => each !== world);
  await world.close(0);
}

/** As after a clean stop that leaves batches alone. */
async function startAnew(world: BatchWorld): Promise<BatchWorld> {
  worlds = worlds.filter((each) => each !== world);
  await world.close();
  return startAgain();
}

/** A cancel as another gateway accepts it that drives no jobs: written, and nobody told. */
async function accept(
  { jobs }: Pick<Stores, 'jobs'>,
  jobId: string,
  graceMs = 5_000,
): Promise<void> {
  const ports = { jobs, news: createInProcessNews<Job>(() => {}, systemClock), clock: systemClock };
  const wish = { by: 'somebody', reason: 'user', requestId: 'request', graceMs } as const;
  expect((await requestCancel(ports, projectId, jobId, wish)).kind).toBe('accepted');
}

/** The same, of a job whose gateway is dead. */
async function acceptMeanwhile(jobId: string, graceMs = 5_000): Promise<void> {
  const stores = await openSqliteStores(join(dataDir, 'state.db'), systemClock);
  await accept(stores, jobId, graceMs);
  await stores.close();
}

async function untilGone(processes: Parameters<typeof stillThere>[0]): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (stillThere(processes).length > 0) {
    if (Date.now() > deadline) throw new Error('the batch did not end');
    await pause(20);
  }
}

function later(byMs: number): () => number {
  return () => machineUptime() + byMs;
}

async function find(world: BatchWorld, jobId: string): Promise<Job> {
  const job = await world.stores.jobs.find(projectId, jobId);
  if (!job) throw new Error(`there is no job ${jobId}`);
  return job;
}

it('goes on with what ran when the gateway was killed: each can end, and can be stopped (I2, I7)', async () => {
  const [first = '', second = ''] = await orphans('double-forks.py', 'leaves-a-child.sh');
  const before = batchProcesses(roomOf(first));
  expect(before.length).toBeGreaterThanOrEqual(3);
  const world = await startAgain();
  const ended = await world.ended(await find(world, second));
  expect(ended.state.ending).toMatchObject({ how: 'failed', error: { exitStatus: 3 } });
  const answer = await soon('the truth', world.cancel(await find(world, first)));
  expect(answer.kind).toBe('cancelled');
  expect(stillThere(before)).toEqual([]);
  expect(batchProcesses(roomOf(second))).toEqual([]);
});

it('case 13: carries out a cancel that was accepted before the gateway was killed, with the grace that it gave (I2)', async () => {
  const [jobId = ''] = await orphans('ignores-term.sh');
  const before = batchProcesses(roomOf(jobId));
  await acceptMeanwhile(jobId, 1);
  expect(stillThere(before)).toEqual(before);
  const world = await startAgain();
  const ended = await world.ended(await find(world, jobId));
  expect(stillThere(before)).toEqual([]);
  expect(ended.state).toMatchObject({ ending: { how: 'cancelled' }, intent: { graceMs: 1 } });
  expect(await world.receipt(ended)).toMatchObject({ rung: 'kill' });
  expect(batchProcesses(roomOf(jobId))).toEqual([]);
});

it('calls it lost where the batch’s first process was killed as well', async () => {
  const [jobId = ''] = await orphans('double-forks.py');
  const before = batchProcesses(roomOf(jobId));
  const note = readBatchNote(roomOf(jobId).noteFile);
  if (note) killProcess(note.init);
  const world = await startAgain();
  const { state } = await world.ended(await find(world, jobId));
  expect(state.ending).toMatchObject({ how: 'lost', error: { code: 'engine' } });
  expect(stillThere(before)).toEqual([]);
});

it('case 15: carries out a cancel that another gateway accepted over the same store (I2)', async () => {
  const world = await startAgain();
  const job = await world.submit('double-forks.py');
  await world.ready(job);
  const before = batchProcesses(roomOf(job.id));
  await accept(world.stores, job.id);
  const { state } = await world.ended(job);
  expect(stillThere(before)).toEqual([]);
  expect(state).toMatchObject({ ending: { how: 'cancelled' }, intent: { by: 'somebody' } });
});

it('case 16: another gateway adopts what the dead one drove, and completes its cancel (I2, I7)', async () => {
  const [jobId = ''] = await orphans('double-forks.py');
  const before = batchProcesses(roomOf(jobId));
  await acceptMeanwhile(jobId);
  // When the lease of the dead one has run out.
  const clock = { ...systemClock, now: () => systemClock.now() + leaseTtlMs };
  const world = await startAgain({ holder: 'another', clock });
  const { state } = await world.ended(await find(world, jobId));
  expect(stillThere(before)).toEqual([]);
  expect(state).toMatchObject({ ending: { how: 'cancelled' }, intent: { by: 'somebody' } });
});

it.each(['supervisor', 'init'] as const)(
  'case 24: the %s of a batch dies during its cancel: it ends as what was seen (I1)',
  async (who) => {
    const world = await startAgain();
    const job = await world.submit('ignores-term.sh', { graceMs: 30_000 });
    await world.ready(job);
    const room = roomOf(job.id);
    const before = batchProcesses(room);
    const verdict = world.cancel(job);
    await untilTold({ room });
    const note = readBatchNote(room.noteFile);
    if (note) killProcess(note[who]);
    await soon('the truth', verdict);
    expect(stillThere(before)).toEqual([]);
    const { state } = await world.ended(job);
    expect(state.ending.how).toBe('lost');
    expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
  },
);

it('case 35: a cancel that is asked again after a restart hits no other batch (I1)', async () => {
  const [first = '', second = ''] = await orphans('double-forks.py', 'ends-politely.py');
  const before = batchProcesses(roomOf(second));
  const world = await startAgain({ leavesBatches: true });
  expect((await soon('the truth', world.cancel(await find(world, first)))).kind).toBe('cancelled');
  const again = await startAnew(world);
  const third = await again.submit('ends-politely.py');
  await again.ready(third);
  const { kind } = await again.cancel(await find(again, first));
  expect(kind).toBe('ended_otherwise');
  expect(stillThere(before)).toEqual(before);
  expect(await again.log(third)).toBe('ready\n');
  await Promise.all([again.cancel(third), again.cancel(await find(again, second))]);
});

describe('case 13: of a cancel whose gateway died after it had told the batch to end', () => {
  const graceMs = 600_000;

  /** Told to end by a gateway that is gone since. */
  async function told() {
    const first = await startAgain({ leavesBatches: true });
    const job = await first.submit('hears-and-goes-on.py', { graceMs });
    await first.ready(job);
    const before = batchProcesses(roomOf(job.id));
    const toldAt = systemClock.now();
    await accept(first.stores, job.id, graceMs);
    await untilTold({ room: roomOf(job.id) });
    await leave(first);
    expect(stillThere(before)).toEqual(before);
    return { job, before, toldAt };
  }

  it('the next goes on with its grace, and tells it no second time (I2)', async () => {
    const { job, before, toldAt } = await told();
    const world = await startAgain({ uptime: later(graceMs) });
    const ended = await world.ended(job);
    expect(stillThere(before)).toEqual([]);
    expect(ended.state.ending.how).toBe('cancelled');
    const receipt = await world.receipt(job);
    expect(receipt?.rungs.map(({ rung }) => rung)).toEqual(['terminate', 'kill']);
    expect(receipt?.phases.delivered).toBeGreaterThanOrEqual(toldAt);
    expect(receipt?.phases.delivered).toBe(receipt?.rungs[0]?.at);
    const record = readFileSync(roomOf(job.id).recordFile, 'utf8');
    expect(record.match(/^told TERM/gm)).toHaveLength(1);
  });

  it('the next gives it the shorter grace of a later cancel (I2)', async () => {
    const { job, before } = await told();
    await acceptMeanwhile(job.id, 1);
    const world = await startAgain();
    const ended = await soon('its end', world.ended(job));
    expect(stillThere(before)).toEqual([]);
    expect(ended.state).toMatchObject({ ending: { how: 'cancelled' }, intent: { graceMs: 1 } });
    const receipt = await world.receipt(job);
    expect(receipt?.rungs.map(({ rung }) => rung)).toEqual(['terminate', 'kill']);
  });

  it.each([-86_400_000, 86_400_000])('a clock set by %i ms changes it in nothing', async (byMs) => {
    const { job, before } = await told();
    const clock = { ...systemClock, now: () => systemClock.now() + byMs };
    const holder = 'another';
    const world = await startAgain({
      uptime: later(graceMs / 2),
      clock,
      ...(byMs > 0 && { holder }),
    });
    const adopted = await find(world, job.id);
    await world.engine.findByJob(adopted);
    const [terminate] = world.engine.ladderOf(job.id, intentOf(adopted));
    expect(terminate?.waitMs).toBeLessThanOrEqual(graceMs / 2);
    expect(terminate?.waitMs).toBeGreaterThan(graceMs / 4);
    expect(stillThere(before)).toEqual(before);
    await leave(world);
  });
});

it('names in the receipt who was ended, by which signal and which rung, where its gateway died before it saw that (I2)', async () => {
  const first = await startAgain({ leavesBatches: true });
  const job = await first.submit('ends-when-let.py', { graceMs: 600_000 });
  await first.ready(job);
  const room = roomOf(job.id);
  const before = batchProcesses(room);
  const toldAt = systemClock.now();
  await accept(first.stores, job.id, 600_000);
  await untilTold({ room });
  const told = readFileSync(room.seenFile, 'utf8').trim().split('\n');
  await leave(first);
  const leftAt = systemClock.now();
  writeFileSync(join(room.place.workDir, 'go'), '');
  await untilGone(before);
  const world = await startAgain();
  expect((await world.ended(job)).state.ending.how).toBe('cancelled');
  const receipt = await world.receipt(job);
  expect(receipt).toMatchObject({
    rung: 'terminate',
    rungs: [{ rung: 'terminate', answer: 'told' }],
    phases: { delivered: receipt?.rungs[0]?.at },
  });
  expect(receipt?.phases.delivered).toBeGreaterThanOrEqual(toldAt);
  const read = receipt?.checks.find(({ held }) => held.kind === 'operation')?.read ?? '';
  const named = [...read.matchAll(/(\d+) \((\S+)\) ended after SIGTERM, last seen ([^;]+)/g)];
  expect(named.map(([, , name]) => name)).toEqual(['sh', 'python3', 'python3']);
  const pids = before.map(({ pid }) => String(pid));
  for (const [, pid, , seen = ''] of named) {
    expect(pids).toContain(pid);
    expect(Date.parse(seen)).toBeGreaterThanOrEqual(toldAt);
    expect(Date.parse(seen)).toBeLessThanOrEqual(leftAt);
  }
  // With the room that was kept for those that might have come.
  expect(told).toHaveLength(named.length);
  expect(statSync(room.seenFile).size).toBeLessThan(1_024);
});

it('case 14: completes a cancel whose kill was ordered and not recorded (I2)', async () => {
  const [jobId = ''] = await orphans('ignores-term.sh');
  const room = roomOf(jobId);
  await acceptMeanwhile(jobId);
  // As a gateway leaves it that dies between the kill and its record.
  writeFileSync(room.rungsFile, 'terminate 1 1\nkill 2 2\n');
  const note = readBatchNote(room.noteFile);
  if (note) killProcess(note.init);
  const world = await startAgain();
  const { state } = await world.ended(await find(world, jobId));
  expect(state).toMatchObject({ ending: { how: 'cancelled' }, intent: { by: 'somebody' } });
  expect(batchProcesses(room)).toEqual([]);
  const events = await world.stores.events.read({ projectId, jobId }, 0, 100);
  expect(events.filter(({ kind }) => kind === 'cancelled')).toHaveLength(1);
});

it('begins a batch that was claimed and not begun, once (I7)', async () => {
  const world = await startAgain();
  const job = await world.submit('leaves-a-child.sh');
  await world.ended(job);
  const claimed: Job = {
    ...job,
    id: crypto.randomUUID(),
    state: { status: 'launching', leaseToken: 1, claimedAt: 0 },
  };
  const { engine } = world;
  expect(await engine.findByJob(claimed)).toEqual({ kind: 'not_begun' });
  // A room that its gateway had only begun to furnish: nobody begins in it any more.
  mkdirSync(roomOf(claimed.id).path, { recursive: true });
  expect(await engine.findByJob(claimed)).toEqual({ kind: 'not_begun' });
  const started = await engine.start(claimed, new AbortController().signal);
  expect(started.kind).toBe('started');
  expect(await engine.watch(claimed.id)).toMatchObject({ kind: 'failed' });
  for (const held of engine.holds(claimed)) {
    expect(await engine.release(claimed, held)).toMatchObject({ isGone: true });
  }
  engine.forget(claimed.id);
});

it('begins the next try of a batch with the files of the first, also where they are gone meanwhile', async () => {
  const leaving = await startBatches({ dataDir, leavesBatches: true });
  await leaving.put('data.txt', 'as it was\n');
  const files = ['obs://programs/data.txt'];
  const job = await leaving.submit('fails-until-third.sh', { retries: 2, files });
  await leaving.ready(job);
  await leaving.close();
  const world = await startAgain();
  await world.put('data.txt', 'another\n');
  await world.buckets.delete(projectId, { bucket: 'programs', key: 'fails-until-third.sh' });
  for (const attempt of [0, 1, 2]) {
    await world.ready(job, attempt);
    writeFileSync(join(world.placeOf(job).workDir, 'go'), '');
  }
  expect((await world.ended(job)).state.ending.how).toBe('succeeded');
  expect(await world.log(job)).toBe('ready\nas it was\n');
});

it('leaves its batches running when it is stopped, and finds them again', async () => {
  const leaving = await startBatches({ dataDir, leavesBatches: true });
  const job = await leaving.submit('double-forks.py');
  await leaving.ready(job);
  const before = batchProcesses(roomOf(job.id));
  await leaving.close();
  expect(stillThere(before).length).toBe(before.length);
  const world = await startAgain();
  const answer = await soon('the truth', world.cancel(await find(world, job.id)));
  expect(answer.kind).toBe('cancelled');
  expect(stillThere(before)).toEqual([]);
});
