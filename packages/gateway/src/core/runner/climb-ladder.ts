import type { OperationRef } from '../job/job.ts';
import type { CancelAnswer, RungTaken } from '../job/receipt.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine, Rung } from '../ports/engine.ts';

/** What can be climbed: an engine with its operations, or with the contexts of sessions. */
type Climbed = Pick<Engine, 'ladder' | 'cancel'>;

/**
 * Takes one rung of the engine's ladder after the other until the operation is seen to have ended.
 * The clock is the gateway's own: a stuck engine answers nothing (conformance 38). The last rung is
 * taken again and again, since an engine may lose a cancel.
 * @param settled aborts when the operation was seen to end
 * @param taken every rung that is taken is added to it, in order
 */
export async function climbLadder(
  engine: Climbed,
  ref: OperationRef,
  clock: Clock,
  settled: AbortSignal,
  taken: RungTaken[],
): Promise<void> {
  for (const rung of rungsForEver(engine.ladder)) {
    if (settled.aborted) return;
    if (rung.takenAt !== undefined) {
      remember(taken, rung.name, rung.takenAt);
      await clock.sleep(rung.waitMs, settled);
      continue;
    }
    const at = clock.now();
    const begunAt = clock.steady();
    const answer = await answerWithin(engine, ref, rung, clock);
    // One that is put off again and again is told once.
    const isPutOffAgain = answer === 'put_off' && taken.at(-1)?.answer === 'put_off';
    if (!isPutOffAgain) taken.push({ rung: rung.name, at, answer });
    await clock.sleep(Math.max(0, rung.waitMs - (clock.steady() - begunAt)), settled);
  }
}

/** The climb that took it may have been this gateway's, which knows of it. */
function remember(taken: RungTaken[], rung: string, at: number): void {
  if (!taken.some((each) => each.rung === rung)) taken.push({ rung, at, answer: 'told' });
}

/**
 * A rung that does not answer in its time does not hold the ladder up. One that may still answer does,
 * also when the operation has ended meanwhile: it must not hit what runs there next (I6).
 */
async function answerWithin(
  engine: Climbed,
  ref: OperationRef,
  rung: Rung,
  clock: Clock,
): Promise<CancelAnswer> {
  const answered = new AbortController();
  const { waitMs, answerMs = waitMs } = rung;
  const late = clock.sleep(answerMs, answered.signal).then(() => 'unreachable' as const);
  try {
    return await Promise.race([engine.cancel(ref, rung.name), late]);
  } catch {
    return 'unreachable';
  } finally {
    answered.abort();
  }
}

function* rungsForEver(ladder: readonly Rung[]): Generator<Rung> {
  const last = ladder.at(-1);
  if (!last) return;
  yield* ladder;
  for (;;) yield last;
}
