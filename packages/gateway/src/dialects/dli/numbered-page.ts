import { Type } from 'typebox';

export const PageSize = Type.String({
  pattern: '^(?:[1-9][0-9]?|100)$',
  description: 'a whole number from 1 to 100',
});

export const FromOne = Type.String({
  pattern: '^[1-9][0-9]{0,8}$',
  description: 'a whole number from 1',
});

/** The page that a query asks for by its size and its number, from 1; all of it where it names no size. */
export function numberedPage<T>(
  all: readonly T[],
  query: { readonly 'page-size'?: string; readonly 'current-page'?: string },
): readonly T[] {
  const size = Number(query['page-size'] ?? Math.max(all.length, 1));
  const from = (Number(query['current-page'] ?? 1) - 1) * size;
  return all.slice(from, from + size);
}
