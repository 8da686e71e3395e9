/** An answer other than the one that was asked for. `refuse.ts` spells it on the wire. */
export interface Refusal {
  /** Clients try again on 429, and on 5xx (livy-api.md 4). */
  readonly status: 400 | 401 | 403 | 404 | 413 | 414 | 429 | 500 | 503 | 504;
  /** For people: what was wrong, where, what to do. */
  readonly msg: string;
  /** Where waiting helps: how long, in whole seconds. */
  readonly retryAfterS?: number;
}

export function invalid(msg: string): Refusal {
  return { status: 400, msg };
}
