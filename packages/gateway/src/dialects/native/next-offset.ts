/** Where the next page begins; null when this one is the last, or lies past the end. */
export function nextOffset(page: { offset: number; limit: number }, total: number): number | null {
  const next = page.offset + page.limit;
  return next < total ? next : null;
}
