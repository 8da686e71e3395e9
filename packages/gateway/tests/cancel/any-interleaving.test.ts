import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CancelByKeyVerdict } from '../../src/core/actions/cancel-by-key.ts';
import type { Job } from '../../src/core/job/job.ts';
import { intentOf, isEnded } from '../../src/core/job/job.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';

/** What is done with one job. Its cancels race its submit, its run, and each other. */
interface Plan {
  readonly project: 'project-1' | 'project-2';
  readonly fails: boolean;
  /** For each cancel, how many turns it lets pass first. */
  readonly cancels: readonly number[];
}

interface Played {
  readonly plan: Plan;
  readonly job: Job;
  readonly verdicts: readonly { kind: CancelByKeyVerdict['kind']; askedAt: number }[];
}

const plans = fc.array(
  fc.record<Plan>({
    project: fc.constantFrom('project-1', 'project-2'),
    fails: fc.boolean(),
    cancels: fc.array(fc.nat({ max: 40 }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** After how many turns the time moves on to where somebody wakes. */
const pace = fc.integer({ min: 3, max: 20 });

/** Whether the start of a job is written by itself, or with its end where that comes soon. */
const shortMs = fc.constantFrom(0, 50);

const lastMoves = [
  'queued cancelled',
  'cancelling cancelled',
  'cancelling by itself',
  'running by itself',
];

// Every step of the engine and every call of the store waits for its turn, and the turns come in any
// order. A failure prints its seed, its plans and its order.
for (const obeys of ['interrupt', 'kill'] as const) {
  it(`jobs that obey ${obeys}, submitted and cancelled in any order of steps (I1, I2, I3, I4, I5, I6, I12)`, async () => {
    const paths = new Set<string>();
    const property = fc.asyncProperty(
      fc.scheduler(),
      plans,
      pace,
      shortMs,
      async (turns, planned, every, short) => {
        const core = await startInTurns(turns, obeys, short);
        try {
          const playing = planned.map((plan, index) => play(core, turns, plan, index));
          const played = await inTurns(core, turns, every, Promise.all(playing));
          const wrongs = await Promise.all(played.map((each) => wrongsOf(core, each)));
          expect(wrongs.flat()).toEqual([]);
          for (const { job } of played) paths.add(core.witness.pathOf(job.id).slice(-2).join(' '));
        } finally {
          await inTurns(core, turns, every, core.close());
        }
      },
    );
    // The turns are really mixed: cancels come too early, in time, too late, and not at all. Chance
    // decides after how many runs each of them was seen.
    const missing = () => {
      const seen = new Set([...paths].map((path) => path.replace(/succeeded|failed/, 'by itself')));
      return lastMoves.filter((moves) => !seen.has(moves));
    };
    for (let batch = 0; batch === 0 || (batch < 10 && missing().length > 0); batch++) {
      await fc.assert(property, { numRuns: 60 });
    }
    expect(missing()).toEqual([]);
  }, 300_000);
}

async function startInTurns(
  turns: fc.Scheduler,
  obeys: 'interrupt' | 'kill',
  short: number,
): Promise<Core> {
  let isStarted = false;
  const turn = async (label: string) => {
    if (isStarted) await turns.schedule(Promise.resolve(), label);
  };
  const core = await startCore({
    slots: 2,
    shortMs: short,
    script: {
      obeys,
      workSteps: 12,
      ladder: [
        { name: 'interrupt', waitMs: 100 },
        { name: 'kill', waitMs: 100 },
      ],
      answer: (job) =>
        job.request.sql.startsWith('DELETE')
          ? { code: 'runtime', message: 'no such row' }
          : { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
      at: (point, job) => turn(`${job.request.key} at '${point}'`),
    },
    aroundRunner: async (method, _rest, call) => {
      await turn(`the runner's ${method}`);
      return call();
    },
    aroundActions: async (method, _rest, call) => {
      await turn(`an action's ${method}`);
      return call();
    },
  });
  isStarted = true;
  return core;
}

/** Gives one turn after the other, each when all that the last one began has come to rest. */
async function inTurns<T>(
  core: Core,
  turns: fc.Scheduler,
  every: number,
  playing: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const end = () => over.abort();
  playing.then(end, end);
  for (let turn = 1; !over.signal.aborted; turn++) {
    await core.quiet();
    if (turns.count() > 0 && turn % every > 0) await turns.waitNext(1);
    else core.clock.advanceToNext();
  }
  return playing;
}

async function play(core: Core, turns: fc.Scheduler, plan: Plan, index: number): Promise<Played> {
  const key = `job-${index}`;
  const cancelling = plan.cancels.map(async (delay) => {
    for (let turn = 0; turn <= delay; turn++) {
      await turns.schedule(Promise.resolve(), `before a cancel of ${key}`);
    }
    const askedAt = core.clock.now();
    const { kind } = await core.actions.cancelByKey(plan.project, key, maria, Infinity);
    return { kind, askedAt };
  });
  await turns.schedule(Promise.resolve(), `submit ${key}`);
  const jobId = await core.submit({
    key,
    projectId: plan.project,
    sql: plan.fails ? 'DELETE FROM flights' : 'SELECT 1',
  });
  const job = await core.ended(jobId, plan.project);
  return { plan, job, verdicts: await Promise.all(cancelling) };
}

/** What is wrong with a job that was played to its end; the sweep has looked at the rest. */
async function wrongsOf(core: Core, { plan, job, verdicts }: Played): Promise<string[]> {
  if (!isEnded(job)) return [`it is ${job.state.status}`];
  const { ending, endedAt } = job.state;
  const { how } = ending;
  const hasIntent = intentOf(job) !== null;
  const hasReceipt = (await core.stores.jobs.receiptOf(job.id)) !== null;
  const kinds = new Set(verdicts.map(({ kind }) => kind));
  const isCancelled = how === 'cancelled';
  const wrongs = {
    'committed and not succeeded, or the other way':
      core.engine.committed.has(job.id) !== (how === 'succeeded'),
    'cancelled, and nobody asked': isCancelled && plan.cancels.length === 0,
    'a wish that nobody made': hasIntent && plan.cancels.length === 0,
    'left alone, and not ended by itself':
      !hasIntent && how !== (plan.fails ? 'failed' : 'succeeded'),
    'a receipt without a wish, or the other way': hasReceipt !== hasIntent,
    'born although its cancel came first': kinds.has('entombed') && !isCancelled,
    'called cancelled and not cancelled': kinds.has('cancelled') && !isCancelled,
    'called ended otherwise and cancelled':
      isCancelled &&
      verdicts.some(({ kind, askedAt }) => kind === 'ended_otherwise' && askedAt <= endedAt),
    'not confirmed although it ended': kinds.has('not_confirmed') || kinds.has('unknown'),
  };
  return Object.entries(wrongs)
    .filter(([, isWrong]) => isWrong)
    .map(([wrong]) => `${job.request.key}: ${wrong} (${how}, ${[...kinds].join(' ')})`);
}
