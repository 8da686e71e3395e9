import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { maintenanceQueue } from '../../src/core/maintenance/maintenance-queue.ts';
import { restartRequest } from '../../src/core/maintenance/restart-request.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  commitMove,
  createQueue,
  endSucceeded,
  queuedJob,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

function restartJob(queue: Queue, projectId = 'project-a'): Job {
  const request = restartRequest(queue, { projectId, by: 'alice', isForced: true });
  return { ...queuedJob(queue), request };
}

describe.each(storeDrivers)('a job store on $name, the restart of a queue', (driver) => {
  it('holds the project’s share until it has ended, and no other', async () => {
    await using state = await openFreshState(driver);
    const { jobs, queues } = state.stores;
    const queue = await createQueue(state.stores);
    await queues.create(maintenanceQueue);
    const before = await submitJob(state.stores, queue, { priority: 9 });
    const restart = restartJob(queue);
    expect(await jobs.submitRestart(restart, queue.id, true)).toEqual({ kind: 'created' });
    const after = await submitJob(state.stores, queue, { priority: 9 });
    const foreign = await submitJob(state.stores, queue, { projectId: 'project-b' });
    const claim = () => claimNext(jobs, 7, submittedAt, () => []);

    expect(await jobs.find('project-a', restart.id)).toEqual(restart);
    expect(await queues.restarting('project-a')).toEqual(new Set([queue.id]));
    expect(await queues.restarting('project-b')).toEqual(new Set());
    const claimed = [await claim(), await claim()];
    expect(new Set(claimed.map((job) => job?.id))).toEqual(new Set([restart.id, foreign.id]));
    expect(await claim()).toBeNull();
    const filter = { queueName: queue.name, beforeJob: restart.id };
    expect(await jobs.liveMatching('project-a', filter)).toEqual({
      waiting: [expect.objectContaining({ id: before.id })],
      begun: [],
    });
    expect((await jobs.liveMatching('project-a', {})).begun).toEqual([]);

    const running = claimed.find((job) => job?.id === restart.id);
    if (!running) throw new Error('the restart was not claimed');
    await commitMove(jobs, running, endSucceeded);
    expect(await queues.restarting('project-a')).toEqual(new Set());
    expect([(await claim())?.id, (await claim())?.id]).toEqual([before.id, after.id]);
  });

  it('is one at a time, and for an idle share only where that is wanted', async () => {
    await using state = await openFreshState(driver);
    const { jobs, queues } = state.stores;
    const queue = await createQueue(state.stores);
    await queues.create(maintenanceQueue);
    await submitJob(state.stores, queue);
    await claimNext(jobs, 7, submittedAt, () => []);
    const written = await state.rows();
    const refused = await jobs.submitRestart(restartJob(queue), queue.id, true);
    expect(refused).toEqual({ kind: 'busy', live: 1 });
    expect(await state.rows()).toEqual(written);

    const first = restartJob(queue);
    expect(await jobs.submitRestart(first, queue.id, false)).toEqual({ kind: 'created' });
    const second = await jobs.submitRestart(restartJob(queue), queue.id, false);
    expect(second).toEqual({ kind: 'restarting', jobId: first.id });
    const other = restartJob(queue, 'project-b');
    expect(await jobs.submitRestart(other, queue.id, true)).toEqual({ kind: 'created' });
  });
});
