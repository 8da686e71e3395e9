import { describe, expect, it } from 'vitest';
import { isEnded, type JobStatus } from '../../src/core/job/job.ts';
import type { Step } from '../../src/core/ports/job-store.ts';
import { cancelWaitMs, type Core, maria, startCore } from '../support/start-core.ts';
import { useSmallDisk } from '../support/small-disk.ts';
import { tickMs } from '../support/start-gateway-over.ts';
import type { AroundCall } from '../support/watch-calls.ts';
import { whyNoMount } from '../support/why-no-mount.ts';

/** Each write of a job's life, and what is done to come to it. */
const writes: Readonly<
  Record<string, { isIt: (method: string, step: Step) => boolean; wish?: true }>
> = {
  claim: { isIt: (method) => method === 'claim' },
  running: { isIt: isMoveTo('running') },
  intent: { isIt: isMoveTo('cancelling'), wish: true },
  'end with its receipt': { isIt: isMoveTo('ended'), wish: true },
  end: { isIt: isMoveTo('ended') },
};

function isMoveTo(status: JobStatus): (method: string, step: Step) => boolean {
  return (method, { after }) => method === 'commit' && after.state.status === status;
}

describe.skipIf(whyNoMount !== null)(`a disk that is full ${whyNoMount ?? ''}`, () => {
  const { fill, free } = useSmallDisk();

  for (const [name, { isIt, wish }] of Object.entries(writes)) {
    it(`at the write of the ${name}: nothing is half written, and with room again it goes on (I1, I2)`, async () => {
      let isSubmitted = false;
      let hasMet = false;
      const meet: AroundCall = (method, rest, call) => {
        const isOne = method === 'claim' || method === 'commit';
        if (isSubmitted && !hasMet && isOne && isIt(method, rest[0] as Step)) {
          hasMet = true;
          fill();
        }
        return call();
      };
      const core = await startCore({
        aroundRunner: meet,
        aroundActions: async (method, rest, call) => {
          const answer = await meet(method, rest, call);
          isSubmitted ||= method === 'submit';
          return answer;
        },
      });
      const working = wish ? core.stage.hold('work 1') : null;
      const jobId = await core.submit();
      await working?.reached();
      if (wish) await core.witness.saw(jobId, 'running');
      const cancelled = wish ? cancelUntilAccepted(core, jobId, free) : null;
      await pass(core, 5);
      expect(hasMet).toBe(true);
      // A wish that was refused is asked again with room, and may be carried out by now.
      expect(isEnded(await core.read(jobId)) && name !== 'intent').toBe(false);
      free();

      const ended = await core.clock.runUntil(core.ended(jobId));
      expect(ended.state).toMatchObject({ ending: { how: wish ? 'cancelled' : 'succeeded' } });
      await cancelled;
      expect((await core.stores.jobs.receiptOf(jobId)) === null).toBe(!wish);
      expect(core.witness.broken).toEqual([]);
      core.failures.length = 0;
    });
  }

  it('at a submit: the caller is refused, there is no job, and with room again it is taken (I12)', async () => {
    const core = await startCore();
    fill();
    await expect(core.submit({ key: 'once' })).rejects.toThrow(/full/);
    free();
    expect(await core.actions.findJobByKey('project-1', 'once')).toBeNull();
    const jobId = await core.submit({ key: 'once' });
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
    core.failures.length = 0;
  });

  it('at a cancel by key: it is refused, and its submit is not cancelled', async () => {
    const core = await startCore();
    fill();
    const cancelled = core.actions.cancelByKey('project-1', 'early', maria, cancelWaitMs);
    await expect(cancelled).rejects.toThrow(/full/);
    free();
    const jobId = await core.submit({ key: 'early' });
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
    core.failures.length = 0;
  });

  it('while a next gateway adopts: its start fails, and the one after it goes on (I2)', async () => {
    const core = await startCore();
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await working.reached();
    await core.actions.requestCancel('project-1', jobId, maria);
    core.freeze();
    fill();
    await expect(core.startAnother({ holder: 'first' })).rejects.toThrow(/full/);
    free();
    const next = await core.startAnother({ holder: 'first' });
    const ended = await core.clock.runUntil(
      next.actions.awaitEnding('project-1', jobId, cancelWaitMs),
    );
    expect(ended).toMatchObject({ job: { state: { ending: { how: 'cancelled' } } } });
    core.failures.length = 0;
  });
});

/** A cancel whose wish cannot be written is refused, not forgotten: the caller asks again. */
async function cancelUntilAccepted(core: Core, jobId: string, free: () => void): Promise<void> {
  for (;;) {
    try {
      await core.actions.requestCancel('project-1', jobId, maria);
      return;
    } catch (error) {
      const { status } = (await core.read(jobId)).state;
      if (status !== 'running') throw new Error(`half written: ${status}`, { cause: error });
      free();
    }
  }
}

async function pass(core: Core, ticks: number): Promise<void> {
  for (let tick = 0; tick < ticks; tick++) {
    await core.quiet();
    core.clock.advance(tickMs);
  }
  await core.quiet();
}
