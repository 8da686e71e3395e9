import { setTimeout as pause } from 'node:timers/promises';
import type { CancelAnswer, Lane, WorkState } from '../doors/door.ts';
import type { CpuWatch } from '../machine/cpu-watch.ts';
import type { Stage } from './stage.ts';

/** A cancel that was answered, and what was seen right after. */
export interface Cancelled {
  readonly answer: CancelAnswer;
  readonly state: WorkState;
  readonly ms: number;
  /** How much of a processor the workers still used; null: none, or nobody looked. */
  readonly busyLevel: number | null;
}

/** Cancels, and looks at the state and at the workers: nothing else of the case may be running. */
export function cancelAndLook(stage: Stage, lane: Lane, id: string): Promise<Cancelled> {
  return cancelUnder(stage.watch, stage, lane, id);
}

/** The same beside other work: the workers say nothing about this one. */
export function cancel(stage: Stage, lane: Lane, id: string): Promise<Cancelled> {
  return cancelUnder(null, stage, lane, id);
}

async function cancelUnder(
  watch: CpuWatch | null,
  { pace, tally }: Stage,
  lane: Lane,
  id: string,
): Promise<Cancelled> {
  const startedAt = performance.now();
  const answered = new AbortController();
  const acknowledged = untilAcknowledged(lane, id, pace.pollMs, answered.signal);
  const answer = await lane.cancel(id).finally(() => answered.abort());
  const ms = performance.now() - startedAt;
  const state = await lane.state(id);
  const ackMs = Math.min(ms, (await acknowledged) - startedAt);
  const busyLevel = watch ? await watch.busyLevel() : null;
  if (answer.meaning === 'cancelled') {
    const later = busyLevel === null ? 0 : await watch?.quietAfter(pace.settleMs);
    tally.add({
      wasTrue: state.status === 'cancelled' && busyLevel === null,
      ackMs,
      freedMs: watch && typeof later === 'number' ? ms + later : null,
      isOrphaned: busyLevel !== null,
    });
  }
  return { answer, state, ms, busyLevel };
}

/** When the server first shows that it knows of the cancel; infinite where its answer comes first. */
async function untilAcknowledged(
  lane: Lane,
  id: string,
  pollMs: number,
  answered: AbortSignal,
): Promise<number> {
  for (;;) {
    await pause(pollMs);
    if (answered.aborted) return Infinity;
    const state = await lane.state(id).catch(() => null);
    if (state?.status === 'cancelling' || state?.status === 'cancelled') return performance.now();
  }
}
