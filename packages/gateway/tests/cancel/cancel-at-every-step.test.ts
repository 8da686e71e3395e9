import { expect, it } from 'vitest';
import type { CancelVerdict } from '../../src/core/actions/cancel-job.ts';
import type { JobError } from '../../src/core/job/ending.ts';
import { intentOf, isEnded } from '../../src/core/job/job.ts';
import type { Script } from '../../src/engines/scripted/script.ts';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';

const error: JobError = { code: 'runtime', message: 'division by zero' };
const runs: { what: string; script: Script; shortMs?: number }[] = [
  { what: 'a run that succeeds', script: {} },
  { what: 'a run that fails', script: { answer: () => error } },
  { what: 'a run that obeys only the last rung', script: { obeys: 'kill' } },
  { what: 'a run whose start is written with its end', script: {}, shortMs: 20 },
];

for (const { what, script, shortMs = 0 } of runs) {
  it(`case 26: ${what} is cancelled at step 1, 2, 3 … until it ends before: every prefix ends rightly (I1, I3, I4)`, async () => {
    const endings = new Set<string>();
    const wrongs: string[] = [];
    let played: Played;
    let cancelAt = 0;
    do {
      played = await playOnce(script, shortMs, ++cancelAt);
      endings.add(played.ending);
      if (!played.isRight) wrongs.push(`step ${cancelAt}: ${JSON.stringify(played)}`);
    } while (played.isReached);

    expect(wrongs).toEqual([]);
    // Every call of the store and every point of the engine is a step.
    expect(cancelAt).toBeGreaterThan(20);
    expect([...endings].sort()).toEqual(['cancelled', script.answer ? 'failed' : 'succeeded']);
  });
}

interface Played {
  readonly isReached: boolean;
  readonly ending: string;
  readonly verdict: string | null;
  readonly isRight: boolean;
}

/** Plays one job, and asks for its stop at the step of that number, counted from its claim on. */
async function playOnce(script: Script, shortMs: number, cancelAt: number): Promise<Played> {
  let step = 0;
  let jobId: string | null = null;
  const verdicts: Promise<CancelVerdict>[] = [];

  const pass = async () => {
    if (!jobId || ++step !== cancelAt) return;
    // The run goes on when the wish is durable: from here on it must be carried out.
    await core.actions.requestCancel('project-1', jobId, maria);
    verdicts.push(core.actions.cancelJob('project-1', jobId, maria, cancelWaitMs));
  };
  const core = await startCore({
    shortMs,
    script: { ...script, at: pass },
    aroundRunner: async (_method, _rest, call) => {
      await pass();
      const answer = await call();
      await pass();
      return answer;
    },
  });
  jobId = await core.submit();
  const job = await core.clock.runUntil(core.ended(jobId));
  await core.clock.runUntil(core.close());
  const [verdict] = await Promise.all(verdicts);

  const ending = isEnded(job) ? job.state.ending.how : job.state.status;
  const hasIntent = intentOf(job) !== null;
  const hasCommitted = core.engine.committed.has(jobId);
  const isTold = hasIntent
    ? verdict?.kind === (ending === 'cancelled' ? ending : 'ended_otherwise')
    : true;
  return {
    isReached: step >= cancelAt,
    ending,
    verdict: verdict?.kind ?? null,
    // The sweep has seen to the rest: one ending, one receipt, nothing alive, nothing held.
    isRight: hasCommitted === (ending === 'succeeded') && isTold,
  };
}
