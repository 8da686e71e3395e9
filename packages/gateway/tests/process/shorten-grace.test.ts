import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intentOf, type Job } from '../../src/core/job/job.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses } from './batch-processes.ts';
import { untilTold } from './run-program.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';

const tenMinutesMs = 600_000;

describe('a later cancel of a batch that was given ten minutes', () => {
  let world: BatchWorld;
  beforeAll(async () => {
    world = await startBatches();
  });
  afterAll(() => world.close());

  const roomOf = (job: Job) => world.placeOf(job).room(0);

  async function told(order: Parameters<BatchWorld['submit']>[1] = {}): Promise<Job> {
    const job = await world.submit('ignores-term.sh', order);
    await world.ready(job);
    await ask(job, tenMinutesMs);
    await untilTold({ room: roomOf(job) });
    return job;
  }

  function ask(job: Job, graceMs: number) {
    const wish = { by: 'its program', reason: 'user', requestId: 'first', graceMs } as const;
    return world.actions.requestCancel(projectId, job.id, wish);
  }

  async function expectKilled(job: Job, graceMs: number): Promise<void> {
    expect(batchProcesses(roomOf(job))).toEqual([]);
    const first = { by: 'its program', reason: 'user', requestId: 'first' };
    expect(intentOf(await world.ended(job))).toMatchObject({ ...first, graceMs });
    const receipt = await world.receipt(job);
    expect(receipt).toMatchObject({ ending: 'cancelled', intent: first, rung: 'kill' });
    expect(receipt?.rungs.map(({ rung }) => rung)).toEqual(['terminate', 'kill']);
    expect(readFileSync(roomOf(job).recordFile, 'utf8').match(/^told TERM/gm)).toHaveLength(1);
  }

  it('gives it less at once, and the first wish stays (I2)', async () => {
    const job = await told();
    expect((await soon('the truth', world.cancel(job, 0))).kind).toBe('cancelled');
    await expectKilled(job, 0);
  });

  it('gives it what its submit did where it says nothing (I2)', async () => {
    const job = await told({ graceMs: 50 });
    expect((await soon('the truth', world.cancel(job))).kind).toBe('cancelled');
    await expectKilled(job, 50);
  });

  it('may be its limit of running time (I2)', async () => {
    const job = await told({ graceMs: 50, runTimeoutMs: 2_000 });
    expect((await soon('its end', world.ended(job))).state.ending.how).toBe('cancelled');
    await expectKilled(job, 50);
  });

  it('gives it no more, and writes nothing then', async () => {
    const job = await world.submit('ignores-term.sh');
    await world.ready(job);
    await ask(job, 1_000);
    await untilTold({ room: roomOf(job) });
    const before = await world.stores.jobs.find(projectId, job.id);
    expect(await ask(job, tenMinutesMs)).toEqual({ kind: 'accepted', job: before });
    expect((await soon('the truth', world.cancel(job))).kind).toBe('cancelled');
    await expectKilled(job, 1_000);
  });
});
