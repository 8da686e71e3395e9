import { Type } from 'typebox';

export const WholeNumber = Type.String({ pattern: '^[0-9]{1,9}$', description: 'a whole number' });

export const SomeText = Type.String({
  pattern: '^[^\\0\\p{Cs}]{0,1024}$',
  description: 'text of at most 1024 characters',
});

/** The page that a query asks for by `offset` and `limit`; all of it where it does not. */
export function pageOf<T>(
  all: readonly T[],
  { offset = '0', limit }: { readonly offset?: string; readonly limit?: string },
): readonly T[] {
  const from = Number(offset);
  return all.slice(from, limit === undefined ? undefined : from + Number(limit));
}
