import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  cancelWanted,
  commitMove,
  createQueue,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

describe.each(storeDrivers)('stores on $name, durability', (driver) => {
  it('are after a close and an open what they were before', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    await submitJob(state.stores, queue, { key: 'k' });
    await submitJob(state.stores, queue);
    const held = { kind: 'path', path: '/x' } as const;
    const claimed = await claimNext(state.stores.jobs, 1, submittedAt, () => [held]);
    if (!claimed) throw new Error('nothing was claimed');
    const cancelling = await commitMove(state.stores.jobs, claimed, cancelWanted);
    const written = await state.rows();

    const { jobs, queues } = await state.reopen();
    expect(await state.rows()).toEqual(written);
    expect(await jobs.cancellingJobs(1)).toEqual([cancelling]);
    expect(await jobs.ledgerOf(claimed.id)).toEqual([held]);
    expect(await queues.find('project-a', 'default')).toEqual(queue);
  });

  it('refuse to work after they were closed, and finish what was asked before', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const { stores } = state;
    const asked = Array.from({ length: 50 }, () => submitJob(stores, queue));
    const { jobs } = await state.reopen();
    for (const { id } of await Promise.all(asked)) {
      expect(await jobs.find('project-a', id)).not.toBeNull();
    }
    await expect(submitJob(stores, queue)).rejects.toThrow('closed');
  });

  it('keep every write that was answered when the process is killed (I2)', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    await state.stores.close();

    const child = fork(fileURLToPath(new URL('submit-until-killed.ts', import.meta.url)), [
      driver.name,
      state.place,
      JSON.stringify(queue),
    ]);
    const answered: string[] = [];
    child.on('message', (id: string) => {
      answered.push(id);
      if (answered.length === 300) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    expect(answered.length).toBeGreaterThanOrEqual(300);

    const { jobs } = await state.reopen();
    for (const id of answered) expect(await jobs.find('project-a', id)).not.toBeNull();
    const rows = await state.rows();
    expect(rows['queue_shares']).toMatchObject([{ waiting: rows['jobs']?.length }]);
    expect(rows['events']).toHaveLength(rows['jobs']?.length ?? -1);
  });
});
