import type { Lane } from '../doors/door.ts';
import { cancelAndLook, type Cancelled } from './cancel-and-look.ts';
import type { Stage } from './stage.ts';

/** Work is submitted, computes and is cancelled: success has to be said, and to be true. */
export async function mustStop(stage: Stage, lane: Lane, what: string, code: string) {
  const id = await stage.submit(lane, code);
  await stage.untilComputing(lane, id);
  const seen = await cancelAndLook(stage, lane, id);
  holdCancelled(stage, what, seen);
  holdQuiet(stage, what, seen);
}

/** The cancel has to be answered with success, and the state has to be the word for it. */
export function holdCancelled(stage: Stage, what: string, { answer, state, ms }: Cancelled): void {
  stage.hold(
    answer.meaning === 'cancelled' && state.status === 'cancelled',
    `${what}: cancelled after ${ms.toFixed(0)} ms`,
    `${what}: the cancel was answered ${answer.said}, and the state after it is ${state.word}`,
  );
}

/** Says nothing where no processes are shown. */
export function holdQuiet(stage: Stage, what: string, { busyLevel }: Cancelled): void {
  if (!stage.watch) return;
  stage.hold(
    busyLevel === null,
    `${what}: its processes compute no more`,
    `${what}: after "cancelled" was said its processes use ${percent(busyLevel)} of a processor`,
  );
}

export function percent(level: number | null): string {
  return `${Math.round((level ?? 0) * 100)} %`;
}
