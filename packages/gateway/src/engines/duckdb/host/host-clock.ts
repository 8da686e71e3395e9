import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../core/ports/clock.ts';

/** The time of a host process. */
export const hostClock: Pick<Clock, 'sleep'> = {
  sleep: (ms, signal) => setTimeout(ms, undefined, signal && { signal }).catch(() => {}),
};
