import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { maintenanceQueue } from '../../src/core/maintenance/maintenance-queue.ts';
import { restartRequest } from '../../src/core/maintenance/restart-request.ts';
import {
  cancelWanted,
  commitMove,
  createQueue,
  queuedJob,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { waitingSession } from './sample-session.ts';
import { storeDrivers } from './store-drivers.ts';

describe.each(storeDrivers)('a queue store on $name', (driver) => {
  it('keeps a queue exactly as it was given', async () => {
    await using state = await openFreshState(driver);
    const limited = await createQueue(state.stores, {
      name: 'etl',
      projectId: 'a',
      queuedTimeoutMs: 1_000,
      runTimeoutMs: 86_400_000,
    });
    expect(await state.stores.queues.find('a', 'etl')).toStrictEqual(limited);
    expect(await state.stores.queues.find('a', 'nothing')).toBeNull();
  });

  it('changes what is named of a queue, and nothing else', async () => {
    await using state = await openFreshState(driver);
    const { queues } = state.stores;
    const queue = await createQueue(state.stores, { name: 'etl', projectId: 'a' });
    const other = await createQueue(state.stores, { name: 'other', projectId: 'a' });
    const changes = [
      { slots: 9, sessionPlaces: 0 },
      { runTimeoutMs: 5_000, killPolicy: { kind: 'wait', evictMaxMs: 7 } },
      { programRules: { graceMs: 250 } },
      { programRules: { cpuSeconds: 60 }, runTimeoutMs: null, defaultDatabase: 'sales' },
    ] as const;
    await Promise.all(changes.slice(0, 3).map((change) => queues.update(queue.id, change)));
    const now = {
      ...queue,
      slots: 9,
      sessionPlaces: 0,
      runTimeoutMs: null,
      killPolicy: { kind: 'wait', evictMaxMs: 7 },
      programRules: { ...queue.programRules, graceMs: 250, cpuSeconds: 60 },
      defaultDatabase: 'sales',
    };
    expect(await queues.update(queue.id, changes[3])).toStrictEqual(now);
    expect(await queues.find('a', 'etl')).toStrictEqual(now);
    expect(await queues.find('a', 'other')).toStrictEqual(other);
    expect(await queues.update('gone', { slots: 1 })).toBeNull();
  });

  it('gives a queue that many more or fewer slots, each of several at once, within the limits', async () => {
    await using state = await openFreshState(driver);
    const { queues } = state.stores;
    const { id } = await createQueue(state.stores, { name: 'etl', projectId: 'a', slots: 98 });
    const kinds = async (...by: number[]) => {
      const answers = await Promise.all(by.map((bySlots) => queues.scale(id, bySlots)));
      return answers.map(({ kind }) => kind);
    };
    expect(await kinds(1, 1, 1)).toEqual(['scaled', 'scaled', 'too_many']);
    expect(await kinds(-50, -49, -1)).toEqual(['scaled', 'scaled', 'too_few']);
    expect(await queues.scale(id, -1)).toEqual({ kind: 'too_few', slots: 1 });
    expect((await queues.find('a', 'etl'))?.slots).toBe(1);
    expect(await queues.scale('gone', 1)).toEqual({ kind: 'unknown' });
  });

  it('shows a project its own queues and the shared ones, by name', async () => {
    await using state = await openFreshState(driver);
    const { queues } = state.stores;
    const shared = await createQueue(state.stores);
    const ofA = await createQueue(state.stores, { name: 'adhoc', projectId: 'a' });
    const ofB = await createQueue(state.stores, { name: 'adhoc', projectId: 'b' });

    expect(await queues.list('a')).toEqual([ofA, shared]);
    expect(await queues.list('b')).toEqual([ofB, shared]);
    expect(await queues.find('b', 'adhoc')).toEqual(ofB);
    expect(await queues.find('c', 'adhoc')).toBeNull();
    expect(await queues.find('c', 'default')).toEqual(shared);
  });

  it('refuses a name that the project or all projects have', async () => {
    await using state = await openFreshState(driver);
    const { queues } = state.stores;
    const shared = await createQueue(state.stores);
    const own = await createQueue(state.stores, { name: 'own', projectId: 'a' });
    const written = await state.rows();

    const clashes = [
      { ...shared, id: '2' },
      { ...shared, id: '2', projectId: 'a' },
      { ...own, id: '2' },
      { ...own, id: '2', projectId: null },
    ];
    for (const queue of clashes) expect(await queues.create(queue)).toBe('exists');
    expect(await state.rows()).toEqual(written);
    expect(await queues.create({ ...own, id: '2', projectId: 'b' })).toBe('created');
  });

  it('makes one queue of many creations at once', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, count) =>
        state.stores.queues.create({ ...queue, id: `queue-${count}`, name: 'new' }),
      ),
    );
    expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
  });

  it('takes nothing on a queue that was deleted since it was found', async () => {
    await using state = await openFreshState(driver);
    const { jobs, queues, sessions } = state.stores;
    await queues.create(maintenanceQueue);
    const queue = await createQueue(state.stores, { name: 'etl', projectId: 'project-a' });
    expect(await queues.delete(queue.id, submittedAt)).toEqual({ kind: 'deleted' });
    const written = await state.rows();
    const gone = { kind: 'queue_gone' };
    const restart = restartRequest(queue, { projectId: 'project-a', by: 'alice', isForced: true });
    const job = { ...queuedJob(queue), request: restart };
    expect(await jobs.submit(queuedJob(queue, { key: 'k' }))).toEqual(gone);
    expect(await jobs.submitRestart(job, queue.id, true)).toEqual(gone);
    const limits = { mostSessions: null, isNameUnique: false };
    expect(await sessions.create(waitingSession(queue), limits)).toEqual(gone);
    expect(await state.rows()).toEqual(written);
  });

  it('answers what a key has made also when its queue is gone', async () => {
    await using state = await openFreshState(driver);
    const { jobs, queues } = state.stores;
    const queue = await createQueue(state.stores, { name: 'etl', projectId: 'project-a' });
    const job = await submitJob(state.stores, queue, { key: 'k' });
    await commitMove(jobs, job, cancelWanted);
    expect(await queues.delete(queue.id, submittedAt)).toEqual({ kind: 'deleted' });
    const again = await jobs.submit(queuedJob(queue, { key: 'k' }));
    expect(again).toMatchObject({ kind: 'repeated', job: { id: job.id } });
  });

  it('is deleted or takes what comes at the same moment, and never both', async () => {
    await using state = await openFreshState(driver);
    const { jobs, queues, sessions } = state.stores;
    const limits = { mostSessions: null, isNameUnique: false };
    for (let round = 0; round < 20; round++) {
      const parts = { name: `q${round}`, projectId: 'project-a' };
      const queue = await createQueue(state.stores, parts);
      const submits = [
        () => jobs.submit(queuedJob(queue)),
        () => sessions.create(waitingSession(queue), limits),
      ];
      const remove = () => queues.delete(queue.id, submittedAt);
      const order = round % 2 === 0 ? [remove, ...submits] : [...submits, remove];
      const kinds = (await Promise.all(order.map((call) => call()))).map(({ kind }) => kind);
      const isDeleted = kinds.includes('deleted');
      expect(kinds.filter((kind) => kind === 'created')).toHaveLength(isDeleted ? 0 : 2);
      expect(kinds.filter((kind) => kind === 'queue_gone')).toHaveLength(isDeleted ? 2 : 0);
    }
  });
});
