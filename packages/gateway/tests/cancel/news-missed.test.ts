import { expect, it } from 'vitest';
import { maria, startCore } from '../support/start-core.ts';
import { tickMs } from '../support/start-gateway-over.ts';
import { requestCancel } from '../../src/core/actions/request-cancel.ts';

// News is a hint: another process has its own, and the row is the truth.
const elsewhere = {
  publish: () => {},
  toldAt: () => null,
  isLatest: () => false,
  subscribe: () => () => {},
};

it('case 15: a cancel that was accepted elsewhere is carried out at the next look', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  const ports = { jobs: core.stores.jobs, clock: core.clock, news: elsewhere };
  await requestCancel(ports, 'project-1', jobId, maria);
  await core.quiet();
  expect(core.engine.rungs).toEqual([]);

  core.clock.advance(tickMs);

  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'cancelled' } });
});

it('who waits for an ending that is written elsewhere sees it when he looks again', async () => {
  const core = await startCore({ slots: 0 });
  const jobId = await core.submit();
  const awaited = core.actions.awaitEnding('project-1', jobId, 60_000);
  await core.clock.asleepFor(1_000);
  const ports = { jobs: core.stores.jobs, clock: core.clock, news: elsewhere };
  await requestCancel(ports, 'project-1', jobId, maria);

  core.clock.advance(1_000);

  expect(await awaited).toMatchObject({ kind: 'ended', job: { id: jobId } });
});

it('who leaves while he waits is told how it stands, and nobody listens any more', async () => {
  const core = await startCore({ slots: 0 });
  const jobId = await core.submit();
  const listeningBefore = core.listening();
  const left = new AbortController();
  const awaited = core.actions.awaitEnding('project-1', jobId, 60_000, left.signal);
  await core.clock.asleepFor(1_000);

  left.abort();

  expect(await awaited).toMatchObject({ kind: 'live', job: { state: { status: 'queued' } } });
  expect(core.listening()).toBe(listeningBefore);
});
