/** @param at milliseconds since the epoch */
export function toTimestamp(at: number): string {
  return new Date(at).toISOString();
}
