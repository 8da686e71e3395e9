import type { NamedPageQuery } from '@sluice/protocol';
import { nextOffset } from './next-offset.ts';

const absentLimit = 1_000;

/** The page that is asked for of things that are all at hand, and where it lies. */
export function namedPage<Item extends { readonly name: string }>(
  all: readonly Item[],
  { q = '', offset = 0, limit = absentLimit }: NamedPageQuery,
) {
  const part = q.toLowerCase();
  const matching = all.filter(({ name }) => name.toLowerCase().includes(part));
  const total = matching.length;
  return {
    page: matching.slice(offset, offset + limit),
    place: { total, offset, next_offset: nextOffset({ offset, limit }, total) },
  };
}
