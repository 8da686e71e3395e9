import { setTimeout } from 'node:timers/promises';
import type { FoundProcess } from './find-processes.ts';

const goneMs = 60_000;

/**
 * Waits until no process is found any more.
 * @throws naming those that are left
 */
export async function untilGone(find: () => FoundProcess[]): Promise<void> {
  const deadline = Date.now() + goneMs;
  for (;;) {
    const left = find();
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`left running: ${JSON.stringify(left)}`);
    await setTimeout(20);
  }
}
