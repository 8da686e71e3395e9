/**
 * Where the next page begins; null when this one is the last, or lies past the end.
 * @param total null where there is more than was counted
 */
export function nextOffset(
  page: { offset: number; limit: number },
  total: number | null,
): number | null {
  const next = page.offset + page.limit;
  return total === null || next < total ? next : null;
}
