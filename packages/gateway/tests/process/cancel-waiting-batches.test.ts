import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';

const wish = { by: 'test', reason: 'user', requestId: 'request' } as const;
const starts = Number(process.env['SLUICE_TEST_STARTS'] ?? 25);

let world: BatchWorld;
beforeEach(async () => {
  world = await startBatches({ slots: 1 });
});
afterEach(() => world.close());

const roomOf = (job: Job) => world.placeOf(job).room(0);

/** One that has the only slot. */
async function holder(program = 'ends-politely.py') {
  const job = await world.submit(program);
  await world.ready(job);
  return { job, before: batchProcesses(roomOf(job)) };
}

it('case 2: one that waits ends at once and never begins; the one before it is unharmed', async () => {
  const { job: first, before } = await holder();
  const waiting = await world.submit('double-forks.py');
  const verdict = await soon('the truth', world.cancel(waiting));
  expect(verdict).toMatchObject({ kind: 'cancelled', job: { state: { startedAt: null } } });
  expect(existsSync(world.placeOf(waiting).path)).toBe(false);
  expect(stillThere(before)).toEqual(before);
  expect(await world.log(first)).toBe('ready\n');
  // It hears of its own cancel only.
  expect((await soon('the truth', world.cancel(first))).kind).toBe('cancelled');
  expect(await world.log(first)).toBe('ready\nput away\n');
});

it.each([
  ['its room', (job: Job) => roomOf(job).path],
  ['its working directory', (job: Job) => world.placeOf(job).workDir],
  ['the note of its processes', (job: Job) => roomOf(job).noteFile],
  ['the mark that it begins', (job: Job) => roomOf(job).begunFile],
])(
  'case 10, 23: cancelled when %s is there, nothing of it is born later (I5)',
  async (_, point) => {
    const job = await world.submit('double-forks.py');
    while (!existsSync(point(job))) await pause(0);
    const verdict = await soon('the truth', world.cancel(job));
    expect(verdict.kind).toBe('cancelled');
    const left = () => (existsSync(roomOf(job).noteFile) ? batchProcesses(roomOf(job)) : []);
    expect(left()).toEqual([]);
    // The next one starts in the same slot and ends: time in which a late birth would be seen.
    await world.ended(await world.submit('counts-steps.sh'));
    expect(left()).toEqual([]);
    expect(existsSync(world.placeOf(job).workDir)).toBe(false);
  },
);

it('case 27: a signal that comes late never hits the next batch of the same slot', async () => {
  for (let round = 0; round < 5; round++) {
    const former = await world.submit('hears-and-goes-on.py', { graceMs: 20 * round });
    await world.ready(former);
    const next = await world.submit('ends-politely.py');
    const verdicts = [world.cancel(former), world.cancel(former)];
    await world.ready(next);
    const before = batchProcesses(roomOf(next));
    await soon('the truth', Promise.all(verdicts));
    await world.cancel(former);
    expect(stillThere(before)).toEqual(before);
    expect(await world.log(next)).toBe('ready\n');
    await world.cancel(next);
    expect(await world.log(next)).toBe('ready\nput away\n');
  }
});

it('case 28: a cancel by key that comes before its submit wins, and no program begins (I12)', async () => {
  const entombed = await world.actions.cancelByKey(projectId, 'mine', wish, 0);
  expect(entombed.kind).toBe('entombed');
  const job = await world.submit('double-forks.py', { key: 'mine' });
  expect((await world.ended(job)).state.ending.how).toBe('cancelled');
  await world.ended(await world.submit('exits-at-once.sh'));
  expect(existsSync(world.placeOf(job).path)).toBe(false);
});

it('case 29: one that runs and many that wait, cancelled by one call: each once, and none begins', async () => {
  const { job: first, before } = await holder();
  const waiting: Job[] = [];
  for (let i = 0; i < 500; i++) waiting.push(await world.submit('exits-at-once.sh'));
  const { cancelled, others } = await soon(
    'all verdicts',
    world.actions.cancelMatching(projectId, {}, wish, 60_000),
    90_000,
  );
  expect(others).toEqual([]);
  expect(cancelled.map(({ jobId }) => jobId).toSorted()).toEqual(
    [first, ...waiting].map(({ id }) => id).toSorted(),
  );
  expect(stillThere(before)).toEqual([]);
  expect(waiting.filter((job) => existsSync(world.placeOf(job).path))).toEqual([]);
  expect(await world.actions.listMatching(projectId, {})).toMatchObject({ total: 0 });
}, 180_000);

it(`case 36: ${starts} are cancelled while they start, one after the other, and the next still works`, async () => {
  for (let i = 0; i < starts; i++) {
    const job = await world.submit('double-forks.py', { graceMs: 0 });
    const point = i % 2 === 0 ? roomOf(job).path : roomOf(job).begunFile;
    while (!existsSync(point)) await pause(0);
    expect((await soon('the truth', world.cancel(job))).kind).toBe('cancelled');
    expect(existsSync(roomOf(job).noteFile) ? batchProcesses(roomOf(job)) : []).toEqual([]);
  }
  const { state } = await world.ended(await world.submit('counts-steps.sh'));
  expect(state.ending.how).toBe('succeeded');
}, 1_800_000);
