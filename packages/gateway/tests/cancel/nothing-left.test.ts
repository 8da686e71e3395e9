import { expect, it } from 'vitest';
import { type Core, startCore } from '../support/start-core.ts';

it('case 25: after every way to end: no operation, ledger entry, slot, listener or timer is left (I7)', async () => {
  const core = await startCore({ slots: 2 });
  const jobIds = [
    await core.submit(),
    await cancelledWhileRunning(core),
    ...(await oneCancelledBehindTwo(core)),
  ];
  for (const jobId of jobIds) await core.ended(jobId);

  expect([...core.engine.alive]).toEqual([]);
  expect(await core.stores.jobs.liveJobs()).toEqual([]);
  for (const jobId of jobIds) expect(await core.stores.jobs.ledgerOf(jobId)).toEqual([]);
  // Both slots are free again.
  const working = core.stage.hold('work 2');
  const next = [await core.submit(), await core.submit()];
  for (const jobId of next) await core.witness.saw(jobId, 'running');
  working.release();
  for (const jobId of next) await core.ended(jobId);
  // The runner listens; nobody else does.
  expect(core.listening()).toBe(1);

  await core.runner.drain(0);
  await core.sessionRunner.drain();

  expect(core.listening()).toBe(0);
  expect(core.clock.sleeping).toBe(0);
});

it('case 25: the sweep after each test finds what is left', async () => {
  const core = await startCore();
  core.engine.alive.add('stray-operation');
  const unsubscribe = core.news.subscribe(() => {});
  core.failures.push({ what: 'a turn of the runner', cause: 'the disk is full' });
  await expect(core.sweep()).rejects.toThrow(
    'alive: stray-operation\n1 listeners to the news\na turn of the runner: the disk is full',
  );
  unsubscribe();
  core.engine.alive.clear();
  core.failures.length = 0;
});

async function cancelledWhileRunning(core: Core): Promise<string> {
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.cancel(jobId);
  working.release();
  return jobId;
}

async function oneCancelledBehindTwo(core: Core): Promise<string[]> {
  const working = core.stage.hold('work 1');
  const running = await Promise.all([core.submit(), core.submit()]);
  await working.reached();
  const jobId = await core.submit();
  await core.cancel(jobId);
  working.release();
  return [...running, jobId];
}
