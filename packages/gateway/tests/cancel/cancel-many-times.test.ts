import { expect, it } from 'vitest';
import { isEnded } from '../../src/core/job/job.ts';
import { type Core, startCore } from '../support/start-core.ts';

it('case 7: a second cancel finds the first intent and hears the same verdict (I2)', async () => {
  const core = await startCore();
  const settling = core.stage.hold('settled');
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const first = core.cancel(jobId, { requestId: 'request-1' });
  await settling.reached();
  const second = core.cancel(jobId, { by: 'ana', reason: 'policy', requestId: 'request-2' });
  settling.release();

  expect([(await first).kind, (await second).kind]).toEqual(['cancelled', 'cancelled']);
  expect(intentsOf(core, jobId)).toEqual(['request-1']);
  expect(core.engine.rungs).toEqual([{ jobId, rung: 'interrupt' }]);
});

it('case 7: a cancel that comes while the ending is written hears the same verdict, one after it does not (I2)', async () => {
  const writing = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const core = await startCore({
    decorateJobs: (jobs) => ({
      ...jobs,
      commit: async (step) => {
        if (isEnded(step.after)) {
          writing.resolve();
          await written.promise;
        }
        return jobs.commit(step);
      },
    }),
  });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const first = core.cancel(jobId);
  await writing.promise;
  core.clock.advance(1);
  const askedAt = core.clock.now();
  written.resolve();
  expect((await first).kind).toBe('cancelled');
  expect((await core.cancel(jobId, { askedAt })).kind).toBe('cancelled');
  core.clock.advance(1);
  expect((await core.cancel(jobId)).kind).toBe('ended_otherwise');
});

it('case 7: 50 cancels of a running job at once make one intent, one move, one receipt, one verdict', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const verdicts = await fifty(core, jobId);

  expect(new Set(verdicts)).toEqual(new Set(['cancelled']));
  expect(intentsOf(core, jobId)).toHaveLength(1);
  expect(core.witness.pathOf(jobId).slice(3)).toEqual(['cancelling', 'cancelled']);
});

it('case 7: 50 cancels of a queued job at once make one intent, one move, one receipt, one verdict', async () => {
  const core = await startCore({ slots: 0 });
  const jobId = await core.submit();

  const verdicts = await fifty(core, jobId);

  expect(new Set(verdicts)).toEqual(new Set(['cancelled']));
  expect(intentsOf(core, jobId)).toHaveLength(1);
  expect(core.witness.pathOf(jobId)).toEqual(['queued', 'cancelled']);
});

it('case 7: 50 cancels that lose against the commit all hear that it succeeded', async () => {
  const core = await startCore();
  const committed = core.stage.hold('committed');
  const jobId = await core.submit();
  await committed.reached();

  const verdicts = fifty(core, jobId);
  await core.witness.saw(jobId, 'cancelling');
  committed.release();

  expect(new Set(await verdicts)).toEqual(new Set(['ended_otherwise']));
  expect(intentsOf(core, jobId)).toHaveLength(1);
});

async function fifty(core: Core, jobId: string): Promise<string[]> {
  const asked = Array.from({ length: 50 }, (_, index) =>
    core.cancel(jobId, { requestId: `request-${index}` }),
  );
  return (await Promise.all(asked)).map(({ kind }) => kind);
}

/** The wishes that were ever written for a job: the requests that made them. */
function intentsOf({ witness }: Core, jobId: string): string[] {
  const wishes = witness.written
    .filter(({ after }) => after.id === jobId)
    .flatMap(({ after: { state } }) => ('intent' in state && state.intent ? [state.intent] : []));
  return [...new Set(wishes.map(({ requestId }) => requestId))];
}
