import { expect, it } from 'vitest';
import type { LimitedJob } from '../../src/core/ports/job-store.ts';
import { ClockWatch } from '../../src/core/runner/clock-watch.ts';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';
import { leaseTtlMs, tickMs } from '../support/start-gateway-over.ts';
import { watchCalls } from '../support/watch-calls.ts';

const hoursMs = 5 * 60 * 60 * 1_000;
const rungWaitMs = 5_000;
const runTimeoutMs = 60_000;

for (const [how, byMs] of [
  ['five hours on', hoursMs],
  ['five hours back', -hoursMs],
] as const) {
  it(`the clock is set ${how} while a rung waits: the next comes in its time (I9)`, async () => {
    const core = await startCore({ script: { obeys: 'kill' } });
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await working.reached();
    const verdict = core.cancel(jobId);
    await core.clock.asleepFor(rungWaitMs);

    core.clock.set(byMs);
    core.clock.advance(rungWaitMs - 1);
    await core.quiet();
    expect(core.engine.rungs.map(({ rung }) => rung)).toEqual(['interrupt']);
    core.clock.advance(1);

    expect((await verdict).kind).toBe('cancelled');
  });

  it(`the clock is set ${how} during a rung that answers slowly: no rung comes early or late (I9)`, async () => {
    const core = await startCore({ script: { obeys: 'kill' } });
    const working = core.stage.hold('work 1');
    const slow = core.stage.hold('rung interrupt');
    const jobId = await core.submit();
    await working.reached();
    const verdict = core.cancel(jobId);
    await slow.reached();
    core.clock.advance(1_000);
    core.clock.set(byMs);
    slow.release();

    await core.clock.asleepFor(rungWaitMs - 1_000);
    expect(core.engine.rungs.map(({ rung }) => rung)).toEqual(['interrupt']);
    core.clock.advance(rungWaitMs - 1_000);

    expect((await verdict).kind).toBe('cancelled');
  });

  it(`the clock is set ${how} while a caller waits: he is answered in his time (I9)`, async () => {
    const core = await startCore({ script: { obeys: 'kill' } });
    const working = core.stage.hold('work 1');
    const settling = core.stage.hold('settled');
    const jobId = await core.submit();
    await working.reached();
    const begunAt = core.clock.steady();
    const verdict = core.cancel(jobId);
    await core.witness.saw(jobId, 'cancelling');
    core.clock.set(byMs);

    expect((await core.clock.runUntil(verdict)).kind).toBe('not_confirmed');

    expect(core.clock.steady() - begunAt).toBeGreaterThanOrEqual(cancelWaitMs);
    expect(core.clock.steady() - begunAt).toBeLessThan(cancelWaitMs + rungWaitMs);
    settling.release();
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'cancelled' } });
  });

  it(`the clock is set ${how} while a caller cancels many: he is answered in his time (I9)`, async () => {
    const core = await startCore({
      script: { obeys: 'kill' },
      aroundActions: (method, _rest, call) => {
        if (method === 'liveMatching') core.clock.set(byMs);
        return call();
      },
    });
    const working = core.stage.hold('work 1');
    const settling = core.stage.hold('settled');
    const jobId = await core.submit();
    await working.reached();
    const begunAt = core.clock.steady();

    const cancelling = core.actions.cancelMatching('project-1', {}, maria, cancelWaitMs);
    expect((await core.clock.runUntil(cancelling)).others).toMatchObject([
      { kind: 'not_confirmed' },
    ]);

    expect(core.clock.steady() - begunAt).toBeGreaterThanOrEqual(cancelWaitMs);
    expect(core.clock.steady() - begunAt).toBeLessThan(cancelWaitMs + rungWaitMs);
    settling.release();
    await core.ended(jobId);
  });

  it(`the clock is set ${how} while a stream is quiet: it says so in its time`, async () => {
    const core = await startCore();
    const left = new AbortController();
    const answer = await core.actions.followEvents(
      { projectId: 'project-1', jobId: null },
      'now',
      left.signal,
    );
    if (answer.kind !== 'items') throw new Error(answer.kind);
    const pages = answer.items[Symbol.asyncIterator]();
    await pages.next();
    const page = pages.next();
    await core.quiet();
    core.clock.set(byMs);

    expect((await core.clock.runUntil(page)).value).toEqual([{ kind: 'quiet' }]);

    expect(core.clock.steady()).toBe(15_000);
    left.abort();
    await core.clock.runUntil(pages.next());
  });

  it(`the clock is set ${how}: limits of jobs that run and wait count what has passed`, async () => {
    const core = await startCore({ slots: 1 });
    const working = core.stage.hold('work 1');
    const runs = await core.submit({ runTimeoutMs });
    await working.reached();
    await core.witness.saw(runs, 'running');
    const waits = await core.submit({ queuedTimeoutMs: runTimeoutMs / 2 });
    core.clock.advance(10 * tickMs);
    await core.quiet();

    core.clock.set(byMs);
    core.clock.advance(tickMs);
    await core.quiet();
    // One that comes after it has the new clock from the start.
    const later = await core.submit({ queuedTimeoutMs: runTimeoutMs });
    await pass(15 * tickMs);
    expect([await status(waits), await status(runs)]).toEqual(['queued', 'running']);
    await pass(5 * tickMs);
    expect([await status(waits), await status(runs)]).toEqual(['ended', 'running']);
    await pass(20 * tickMs);
    expect([await status(runs), await status(later)]).toEqual(['running', 'queued']);
    await pass(10 * tickMs);

    expect((await core.ended(runs)).state).toMatchObject({ intent: { reason: 'timeout' } });
    working.release();
    expect((await core.ended(later)).state).toMatchObject({ ending: { how: 'succeeded' } });

    async function pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += tickMs) {
        core.clock.advance(tickMs);
        await core.quiet();
      }
    }

    async function status(jobId: string): Promise<string> {
      return (await core.read(jobId)).state.status;
    }
  });

  it(`the clock is set ${how}: limits of sessions that wait and are idle count what has passed`, async () => {
    const core = await startCore({ queue: { sessionPlaces: 1 } });
    const idle = await session({ idleTimeoutMs: 60 * tickMs });
    await core.quiet();
    const waits = await session({ waitTimeoutMs: 30 * tickMs });
    await pass(10 * tickMs);

    core.clock.set(byMs);
    await pass(15 * tickMs);
    expect([await status(idle), await status(waits)]).toEqual(['open', 'waiting']);
    await pass(10 * tickMs);
    expect([await status(idle), await status(waits)]).toEqual(['open', 'ended']);
    await pass(20 * tickMs);
    expect(await status(idle)).toBe('open');
    await pass(10 * tickMs);
    expect(await status(idle)).toBe('ended');

    async function session(order: object): Promise<string> {
      const wanted = { projectId: 'project-1', owner: 'maria', ...order };
      const answer = await core.actions.createSession(wanted);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      return answer.session.id;
    }

    async function pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += tickMs) {
        core.clock.advance(tickMs);
        await core.quiet();
      }
    }

    async function status(id: string): Promise<string | undefined> {
      return (await core.stores.sessions.find('project-1', id))?.state.status;
    }
  });

  it(`the clock is set ${how}: the lease is kept, and no other gateway takes it`, async () => {
    const core = await startCore();
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await working.reached();
    core.clock.set(byMs);
    for (let passed = 0; passed < 2 * leaseTtlMs; passed += tickMs) {
      core.clock.advance(tickMs);
      await core.quiet();
    }

    expect(core.runner.isLeading).toBe(true);
    await expect(core.startAnother({ holder: 'second' })).rejects.toThrow('lease');
    working.release();
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
  });
}

it('limits that could not be moved are moved by the next look, and none of them twice', async () => {
  const core = await startCore({ slots: 0 });
  for (const _ of [1, 2, 3]) await core.submit({ queuedTimeoutMs: runTimeoutMs });
  let calls = 0;
  const jobs = watchCalls(core.stores.jobs, (method, _rest, call) => {
    if (method === 'shiftDeadlines' && ++calls === 2) throw new Error('the disk is full');
    return call();
  });
  const limits = {
    read: () => jobs.limitedJobs(),
    shift: (by: number, limited: readonly LimitedJob[]) => jobs.shiftDeadlines(by, limited),
  };
  const watch = new ClockWatch(limits, core.clock, 1);
  core.clock.set(hoursMs);

  await expect(watch.look()).rejects.toThrow('the disk is full');
  const now = await watch.look();

  expect(await core.stores.jobs.overdueJobs(now + runTimeoutMs - 1, 10)).toEqual([]);
  expect(await core.stores.jobs.overdueJobs(now + runTimeoutMs, 10)).toHaveLength(3);
});
