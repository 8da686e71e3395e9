import type { Lane } from '../doors/door.ts';
import type { Stage } from './stage.ts';
import { hasEnded } from './until.ts';
import { NotApplicable } from './verdict.ts';
import { setTimeout as pause } from 'node:timers/promises';

const mostBlockers = 64;

/**
 * Fills a lane with long work until some of it waits.
 * @returns what runs
 */
export async function fillLane(stage: Stage, lane: Lane): Promise<string[]> {
  const [code = ''] = stage.workload.long;
  const running: string[] = [];
  while (running.length < mostBlockers) {
    const id = await stage.submit(lane, code);
    if (await waits(stage, lane, id)) {
      if (running.length === 0)
        throw new NotApplicable('nothing runs here: long work stays waiting');
      return running;
    }
    running.push(id);
  }
  throw new NotApplicable(`nothing waits behind ${mostBlockers} that run`);
}

/** Whether work is still waiting after a while. */
async function waits(stage: Stage, lane: Lane, id: string): Promise<boolean> {
  const deadline = performance.now() + stage.pace.waitingMs;
  while (performance.now() < deadline) {
    const state = await lane.state(id);
    if (hasEnded(state)) throw new NotApplicable(`the workload's long work ended ${state.word}`);
    if (state.status !== 'waiting') return false;
    await pause(stage.pace.pollMs);
  }
  return true;
}
