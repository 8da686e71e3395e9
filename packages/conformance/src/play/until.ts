import { setTimeout as pause } from 'node:timers/promises';
import type { WorkState } from '../doors/door.ts';
import type { Pace } from './pace.ts';

/** Looks again and again until there is something; null when there is nothing within the bound. */
export async function until<T>(
  { pollMs, boundMs }: Pace,
  look: () => Promise<T | null>,
): Promise<T | null> {
  const deadline = performance.now() + boundMs;
  for (;;) {
    const found = await look();
    if (found !== null || performance.now() > deadline) return found;
    await pause(pollMs);
  }
}

export function hasEnded({ status }: WorkState): boolean {
  switch (status) {
    case 'waiting':
    case 'running':
    case 'cancelling':
      return false;
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'unknown':
      return true;
  }
}
