import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { createQueue } from './sample-job.ts';
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
});
