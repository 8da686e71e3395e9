import type { OperationRef } from '../job/job.ts';
import type { CancelAnswer, RungTaken } from '../job/receipt.ts';
import type { Clock } from '../ports/clock.ts';
import type { Rung } from '../ports/engine.ts';
import { type Climbed, rungAt, RungTurn } from './rung-turn.ts';

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
  for (let step = 0; ; step++) {
    const rung = rungAt(engine, step);
    if (!rung || settled.aborted) return;
    const turn = new RungTurn(engine, step, clock);
    if (rung.takenAt === undefined) {
      const at = clock.now();
      const answer = await answerWithin(engine, ref, rung, turn, clock);
      // One that is put off again and again is told once.
      const isPutOffAgain = answer === 'put_off' && taken.at(-1)?.answer === 'put_off';
      if (!isPutOffAgain) taken.push({ rung: rung.name, at, answer });
    } else {
      remember(taken, rung.name, rung.takenAt);
    }
    await turn.comes(settled);
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
  { name, answerMs }: Rung,
  turn: RungTurn,
  clock: Clock,
): Promise<CancelAnswer> {
  const answered = new AbortController();
  const { signal } = answered;
  const isLate = answerMs === undefined ? turn.comes(signal) : clock.sleep(answerMs, signal);
  const late = isLate.then(() => 'unreachable' as const);
  try {
    return await Promise.race([engine.cancel(ref, name), late]);
  } catch {
    return 'unreachable';
  } finally {
    answered.abort();
  }
}
