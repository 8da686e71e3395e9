/** Who asked to stop, when and why. Kept as long as its job; the first one stays. */
export interface CancelIntent {
  /** Name of the user, or `sluice` where the product itself wants the stop. */
  readonly by: string;
  readonly at: number;
  readonly reason: CancelReason;
  /** The request that asked, as it stands in the logs. */
  readonly requestId: string;
  /**
   * How long a batch has to end by itself, in milliseconds. Absent: as long as it was submitted with. The one
   * thing that a later wish may change, to less.
   */
  readonly graceMs?: number;
}

export const cancelReasons = [
  'user',
  /** A user wanted it away, with its record where the dialect deletes that. */
  'deleted',
  'timeout',
  'client_lost',
  'session_closed',
  'script_stopped',
  'queue_deleted',
  'queue_restarted',
  'shutdown',
  'policy',
] as const;

export type CancelReason = (typeof cancelReasons)[number];
