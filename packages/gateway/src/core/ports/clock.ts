/** Time, as the core sees it. Tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch, for people and rows. Somebody may set it, hours on or back. */
  now(): number;
  /** Milliseconds that passed, counted from some time or other; nobody sets them. For durations. */
  steady(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
