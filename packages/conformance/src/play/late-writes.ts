import { setTimeout as pause } from 'node:timers/promises';
import type { Write } from '../workload/workload.ts';
import { hasEnded, until } from './until.ts';
import type { Stage } from './stage.ts';
import { NotApplicable } from './verdict.ts';
import { type NamedWrite, prepareWrite } from './prepare-write.ts';

/** How a write goes when nobody cancels it: it proves that its effect can be seen at all. */
export interface Natural {
  readonly ms: number;
  readonly count: number;
}

/** @throws NotApplicable when the write fails, or nothing of it can be seen afterwards */
export async function natural(stage: Stage, write: Write): Promise<Natural> {
  const lane = await stage.lane();
  const { code, count } = await prepareWrite(stage, write);
  const startedAt = performance.now();
  const id = await stage.submit(lane, code);
  const state = await until(stage.pace, async () => {
    const now = await lane.state(id);
    return hasEnded(now) ? now : null;
  });
  const ms = performance.now() - startedAt;
  if (state?.status !== 'succeeded') {
    const how = state ? `ended ${state.word}: ${state.message}` : `takes more than ${ms} ms`;
    throw new NotApplicable(`the workload's "${write.code}" ${how}`);
  }
  const counted = await count();
  if (counted === 0) throw new NotApplicable('nothing can be seen of what the workload writes');
  return { ms, count: counted };
}

/** Waits until it would have written, had it gone on, and counts what is there. */
export async function countLater(
  stage: Stage,
  { ms }: Natural,
  writes: readonly NamedWrite[],
): Promise<number> {
  await pause(ms * 1.5 + stage.pace.settleMs);
  let sum = 0;
  for (const write of writes) sum += await write.count();
  return sum;
}
