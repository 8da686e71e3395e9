/**
 * @param rows at most one more than the page has: it says that the list goes on
 * @returns the page, and the place of its last row where the list goes on
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => number | null,
): { readonly shown: readonly Row[]; readonly next: number | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: rows.length > limit && last ? placeOf(last) : null };
}
