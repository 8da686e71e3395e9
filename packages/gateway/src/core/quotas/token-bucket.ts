/** Requests that may still come at once, and when that was counted. */
export interface TokenBucket {
  readonly tokens: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type Taken =
  | { readonly kind: 'taken'; readonly bucket: TokenBucket }
  /** Nothing was taken: who is refused pays nothing. */
  | { readonly kind: 'empty'; readonly bucket: TokenBucket; readonly waitMs: number };

/**
 * Takes one token. A bucket holds what comes in a second, so that a second's worth may come at once.
 * @param bucket null for one that was never used: it is full
 */
export function takeToken(bucket: TokenBucket | null, perSecond: number, now: number): Taken {
  const tokens = bucket ? refilled(bucket, perSecond, now) : perSecond;
  if (tokens >= 1) return { kind: 'taken', bucket: { tokens: tokens - 1, at: now } };
  const waitMs = Math.ceil(((1 - tokens) * 1_000) / perSecond);
  return { kind: 'empty', bucket: { tokens, at: now }, waitMs };
}

/** What is in it by now. A clock that was set back fills nothing, and does not keep the bucket empty until it has caught up. */
export function refilled({ tokens, at }: TokenBucket, perSecond: number, now: number): number {
  const elapsedMs = Math.max(0, now - at);
  return Math.min(perSecond, tokens + (elapsedMs * perSecond) / 1_000);
}
