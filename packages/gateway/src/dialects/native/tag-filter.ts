import type { Tag } from '../../core/job/job.ts';

/** The tags of a filter, each `key:value`. */
export function toTags(pairs: readonly string[]): Tag[] {
  return pairs.map(toTag);
}

/** The key ends at the first colon. */
function toTag(pair: string): Tag {
  const colon = pair.indexOf(':');
  return { key: pair.slice(0, colon), value: pair.slice(colon + 1) };
}
