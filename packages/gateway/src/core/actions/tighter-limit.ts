/** The limit that counts, in milliseconds: a request can only tighten that of its queue; null is none. */
export function tighterLimit(asked: number | undefined, limit: number | null): number | null {
  if (asked === undefined) return limit;
  return limit === null ? asked : Math.min(asked, limit);
}
