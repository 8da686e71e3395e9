import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessRefusedError } from '../../src/core/access/access-refused-error.ts';
import type { Principal } from '../../src/core/access/principal.ts';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import { intentOf, type Job } from '../../src/core/job/job.ts';
import { readRungs } from '../../src/engines/process/batch-rungs.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, type SeenProcess, stillThere } from './batch-processes.ts';
import { untilTold } from './run-program.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';

// Judged from the process table and the files, by this folder's own means.

let world: BatchWorld;
beforeAll(async () => {
  world = await startBatches();
});
afterAll(() => world.close());

const roomOf = (job: Job) => world.placeOf(job).room(0);

async function running(
  program: string,
  order: Parameters<BatchWorld['submit']>[1] = {},
): Promise<{ job: Job; before: readonly SeenProcess[] }> {
  const job = await world.submit(program, order);
  await world.ready(job);
  const before = batchProcesses(roomOf(job));
  expect(before.length).toBeGreaterThan(0);
  return { job, before };
}

function expectNothingLeft(job: Job, before: readonly SeenProcess[]): void {
  expect(stillThere(before)).toEqual([]);
  expect(batchProcesses(roomOf(job))).toEqual([]);
  expect(existsSync(world.placeOf(job).workDir)).toBe(false);
}

const keysInBucket = async () => {
  const page = { prefix: '', after: null, limit: 1_000 };
  const { files } = await world.buckets.list(projectId, 'programs', page);
  return files.map(({ key }) => key);
};

it('case 1, 21: what it was writing goes with it, and nothing is half anywhere (I3)', async () => {
  const { job, before } = await running('writes-half-a-file.py');
  const verdict = await soon('the truth', world.cancel(job));
  expectNothingLeft(job, before);
  expect(existsSync('/tmp/half')).toBe(false);
  expect(verdict.kind).toBe('cancelled');
  expect(await world.receipt(job)).toMatchObject({ ending: 'cancelled', rung: 'terminate' });
  expect(await keysInBucket()).not.toContain('half');
});

it.each(['ignores-term.sh', 'hears-and-goes-on.py', 'computes.mjs'])(
  'case 5, 12: %s does not end at the first rung, and ends at the next',
  async (program) => {
    const { job, before } = await running(program, { graceMs: 50 });
    const verdict = await soon('the truth', world.cancel(job));
    expectNothingLeft(job, before);
    expect(verdict.kind).toBe('cancelled');
    expect(await world.receipt(job)).toMatchObject({ rung: 'kill' });
  },
);

it('case 5: one that has stopped itself goes on to hear the first rung, and ends by it', async () => {
  const { job, before } = await running('stops-itself.sh');
  const verdict = await soon('the truth', world.cancel(job));
  expectNothingLeft(job, before);
  expect(verdict.kind).toBe('cancelled');
  expect(await world.receipt(job)).toMatchObject({ rung: 'terminate' });
});

it.each([1, 2, 3])(
  'case 26: cancelled when event %i of its life is written, it ends rightly',
  async (count) => {
    const job = await world.submit('double-forks.py');
    const events = () => world.stores.events.read({ projectId, jobId: job.id }, 0, 100);
    while ((await events()).length < count) await pause(1);
    const verdict = await soon('the truth', world.cancel(job));
    expect(verdict.kind).toBe('cancelled');
    expect(existsSync(roomOf(job).noteFile) ? batchProcesses(roomOf(job)) : []).toEqual([]);
    expect(existsSync(world.placeOf(job).workDir)).toBe(false);
    const endings = (await events()).filter(({ kind }) => kind === 'cancelled');
    expect(endings).toHaveLength(1);
  },
);

it('case 6: a cancel of one that has ended changes neither its ending nor its log', async () => {
  const job = await world.submit('leaves-a-child.sh');
  const ended = await world.ended(job);
  const verdict = await world.cancel(job);
  expect(verdict).toEqual({ kind: 'ended_otherwise', job: ended });
  expect(await world.stores.jobs.find(projectId, job.id)).toEqual(ended);
  expect(await world.log(job)).toBe('ready\n');
  expect(await world.receipt(job)).toBeNull();
});

it('case 7: fifty cancels at once tell it once, and all hear the same', async () => {
  const { job, before } = await running('ignores-term.sh', { graceMs: 500 });
  const verdicts = await soon(
    'all verdicts',
    Promise.all(Array.from({ length: 50 }, () => world.cancel(job))),
  );
  expectNothingLeft(job, before);
  expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['cancelled']));
  const { recordFile, rungsFile } = roomOf(job);
  expect(readFileSync(recordFile, 'utf8').match(/^told TERM/gm)).toHaveLength(1);
  expect(readRungs(rungsFile).map(({ rung }) => rung)).toEqual(['terminate', 'kill']);
});

it('case 8, 9: an unknown id and another project’s are alike, and the batch goes on', async () => {
  const { job, before } = await running('ends-politely.py');
  const wish = { by: 'somebody', reason: 'user', requestId: 'request' } as const;
  const { actions } = world;
  const none = crypto.randomUUID();
  expect(await actions.cancelJob(projectId, none, wish, 0)).toEqual({ kind: 'unknown' });
  expect(await actions.cancelJob('another', job.id, wish, 0)).toEqual({ kind: 'unknown' });
  expect(stillThere(before)).toEqual(before);
  expect(await world.log(job)).toBe('ready\n');
  await world.cancel(job);
});

it('case 9: a viewer may not cancel a batch, nor see that of another, and it goes on (I10)', async () => {
  const { job, before } = await running('ends-politely.py');
  const guarded = guardActions(world.actions, world.stores);
  const cancelAs = (userName: string) => {
    const wish = { by: userName, reason: 'user', requestId: 'request' } as const;
    return guarded.cancelJob(viewer(userName), job.id, wish, 0);
  };
  expect(await cancelAs('stranger')).toEqual({ kind: 'unknown' });
  // Whoever submitted it sees it, and has lost the role in which he did.
  await expect(cancelAs(job.request.owner)).rejects.toThrow(AccessRefusedError);
  expect(stillThere(before)).toEqual(before);
  expect(await world.log(job)).toBe('ready\n');
  await world.cancel(job);
});

function viewer(userName: string): Principal {
  const domain = { domainId: 'domain', domainName: 'sluice' };
  const project = { projectId, projectName: 'default' };
  return { userId: userName, userName, ...domain, ...project, role: 'viewer' };
}

it('case 17: the lease of its client runs out, and all of it ends with that reason', async () => {
  const { job, before } = await running('double-forks.py', { clientLeaseMs: 5_000 });
  // As long as its client is heard it goes on, also past the lease.
  for (let heard = 0; heard < 6; heard++) {
    await pause(1_000);
    expect(await world.actions.renewClientLease(job.id)).not.toBeNull();
  }
  expect(stillThere(before)).toEqual(before);
  const { state } = await world.ended(job);
  expectNothingLeft(job, before);
  expect(state).toMatchObject({
    ending: { how: 'cancelled' },
    intent: { by: 'sluice', reason: 'client_lost' },
  });
});

describe('case 19: a limit of running time and a cancel race', () => {
  it.each([
    // Its limit passes while it has its grace.
    { first: 'user', runTimeoutMs: 4_000, graceMs: 5_000 },
    { first: 'limit', runTimeoutMs: 4_000, graceMs: 1_000 },
  ])('the $first first: one reason stays for ever', async ({ first, ...limits }) => {
    const { job, before } = await running('ignores-term.sh', limits);
    if (first === 'limit') await untilTold({ room: roomOf(job) });
    const verdict = soon('the truth', world.cancel(job));
    await untilTold({ room: roomOf(job) });
    const cancelling = await world.stores.jobs.find(projectId, job.id);
    const reason = cancelling && intentOf(cancelling)?.reason;
    expect(['user', 'timeout']).toContain(reason);
    expect((await verdict).kind).toBe('cancelled');
    expectNothingLeft(job, before);
    expect(intentOf(await world.ended(job))?.reason).toBe(reason);
    expect(await world.receipt(job)).toMatchObject({ intent: { reason } });
  });
});

it('case 21: cancelled while its files are laid out, nothing of them is left', async () => {
  await world.put('large', 'x'.repeat(64 * 1024 * 1024));
  const job = await world.submit('ends-politely.py', { files: ['obs://programs/large'] });
  while (!existsSync(`${world.placeOf(job).workDir}/large`)) await pause(0);
  const verdict = await soon('the truth', world.cancel(job));
  expect(verdict.kind).toBe('cancelled');
  expect(existsSync(world.placeOf(job).workDir)).toBe(false);
  const room = roomOf(job);
  expect(existsSync(room.noteFile) ? batchProcesses(room) : []).toEqual([]);
});

it('case 26: cancelled at step 1, 2, 3 … until it ends before, every prefix ends rightly', async () => {
  let step = 0;
  for (let how = 'cancelled'; how === 'cancelled';) {
    step++;
    const job = await world.submit('counts-steps.sh');
    const isThere = async () => (await world.log(job)).includes(`step ${step}\n`);
    while (!(await isThere()) && !(await hasEnded(job))) await pause(1);
    const verdict = await soon('the truth', world.cancel(job));
    ({ how } = (await world.ended(job)).state.ending);
    expect(verdict.kind).toBe(how === 'cancelled' ? 'cancelled' : 'ended_otherwise');
    expectNothingLeft(job, []);
    // What it did, it did in order, and no step after what its log shows.
    const lines = (await world.log(job)).split('\n').slice(0, -1);
    const steps = Array.from({ length: lines.length - 1 }, (_, at) => `step ${at + 1}`);
    expect(lines).toEqual(['ready', ...steps]);
    expect(how === 'cancelled' ? lines.length - 1 >= step : steps.length === 20).toBe(true);
  }
  expect(step).toBeGreaterThan(1);
}, 120_000);

const hasEnded = async (job: Job) =>
  (await world.actions.awaitEnding(projectId, job.id, 0)).kind === 'ended';

it('case 34: the program has obeyed, and "cancelled" waits for its child that has not', async () => {
  const { job, before } = await running('leaves-a-deaf-child.sh', { graceMs: 500 });
  const verdict = await soon('the truth', world.cancel(job));
  expectNothingLeft(job, before);
  expect(verdict.kind).toBe('cancelled');
  expect(await world.receipt(job)).toMatchObject({ rung: 'kill' });
});

it('case 25: after each way to end, nothing is live, on the ledger, or in the process table', async () => {
  const jobs = await Promise.all([
    world.submit('exits-at-once.sh'),
    world.submit('counts-steps.sh'),
    world.submit('kills-its-siblings.sh'),
    world.submit('double-forks.py', { runTimeoutMs: 1_000 }),
    world.submit('ignores-term.sh', { graceMs: 0 }),
  ]);
  const last = jobs.at(-1);
  if (last) await world.ready(last);
  if (last) await world.cancel(last);
  for (const job of jobs) {
    const { state } = await world.ended(job);
    expect(state.ending.how).not.toBe('lost');
    expectNothingLeft(job, []);
    expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
  }
  expect(await world.actions.listMatching(projectId, {})).toMatchObject({ total: 0 });
});
