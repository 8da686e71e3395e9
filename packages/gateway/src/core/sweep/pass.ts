import type { Keep } from './keep.ts';

/** One pass of the sweep over everything. */
export interface Pass {
  /** The time that counts for what is over; milliseconds since the epoch. */
  readonly now: number;
  readonly keep: Keep;
  readonly leaseToken: number;
  readonly stopped: AbortSignal;
  /** Told of what could not be taken away; the pass goes on, and the next one tries again. */
  failed(what: string, cause: unknown): void;
}

/** Between two slices: others come first, however much there is to sweep. */
export const pauseMs = 20;
