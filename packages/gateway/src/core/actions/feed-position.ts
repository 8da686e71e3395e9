import type { FeedExtent } from '../ports/event-feed.ts';

/** A place in a feed, as it goes to clients and comes back: right after the event of this number. */
export interface FeedPosition {
  readonly epoch: string;
  readonly seq: number;
}

export type ResetReason =
  /** Events after the position were kept long enough and are gone. */
  | 'expired'
  /** The position belongs to another feed: the state was restored from a backup since. */
  | 'other_feed'
  /** The feed has not come that far. */
  | 'unknown_position';

/** Why a reader cannot go on where it stopped; null when it can, without a gap. */
export function resetReason(extent: FeedExtent, { epoch, seq }: FeedPosition): ResetReason | null {
  if (epoch !== extent.epoch) return 'other_feed';
  if (seq < extent.prunedThrough) return 'expired';
  return seq > extent.newest ? 'unknown_position' : null;
}
