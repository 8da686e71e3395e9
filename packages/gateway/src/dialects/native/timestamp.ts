import type { Timestamp } from '@sluice/protocol';

/** @param at milliseconds since the epoch */
export function toTimestamp(at: number): Timestamp {
  return new Date(at).toISOString();
}

export function toTimestampOrNull(at: number | null): Timestamp | null {
  return at === null ? null : toTimestamp(at);
}
