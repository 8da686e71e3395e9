import type { Keep } from '../../src/core/sweep/keep.ts';
import { writtenAt } from '../contracts/store-drivers.ts';

export const dayMs = 86_400_000;

/** When everything that the contracts write is over. */
export const yearLater = writtenAt + 365 * dayMs;

export const keep: Keep = {
  jobsMs: 90 * dayMs,
  eventsMs: 90 * dayMs,
  resultsMs: 7 * dayMs,
  keysMs: 7 * dayMs,
  logsMs: 30 * dayMs,
  sessionsMs: dayMs,
};
