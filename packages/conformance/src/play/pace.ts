/** How long a run looks, waits and repeats. */
export interface Pace {
  /** Between two looks at a state. */
  readonly pollMs: number;
  /** How long processor time is watched to see whether something computes. */
  readonly windowMs: number;
  /** What idle workers may use in a window. */
  readonly toleranceMs: number;
  /** How long work must have waited to be taken for work that waits. */
  readonly waitingMs: number;
  /** Between a request and what is done in the middle of it. */
  readonly beatMs: number;
  /** How long one looks for what is born late. */
  readonly settleMs: number;
  /** The longest that a cancel, a close or a start may take. */
  readonly boundMs: number;
  /** The limit of idle time, and the like, that a session is given. */
  readonly limitSeconds: number;
  /** How often a race is run. */
  readonly rounds: number;
  /** How many are queued, opened, or cancelled at once. */
  readonly many: number;
}

/** For a real server. */
export const usualPace: Pace = {
  pollMs: 20,
  windowMs: 400,
  toleranceMs: 40,
  // Longer than a busy machine needs to start what is not waiting.
  waitingMs: 6_000,
  beatMs: 200,
  settleMs: 2_000,
  boundMs: 60_000,
  limitSeconds: 3,
  rounds: 10,
  many: 50,
};
