import { type Static, Type } from 'typebox';
import { NoPageNumber, wholeNumber } from './names.ts';

/** The page of a list of v2: `marker` is what the page before it gave as `next_marker` (fabric-api.md 13). */
export const MarkerPage = Type.Partial(
  Type.Object({
    limit: wholeNumber(1, 100),
    marker: Type.String({
      pattern: '^[0-9]{0,10}$',
      description: 'the next_marker of the page before it',
    }),
    page_num: NoPageNumber,
  }),
);

/** How many items the pages before it have. */
export function toMarkedPage({ limit = 10, marker = '' }: Static<typeof MarkerPage>) {
  return { limit, offset: Number(marker) };
}

/** Empty behind the last page. */
export function nextMarker(
  { offset, limit }: ReturnType<typeof toMarkedPage>,
  total: number,
): string {
  const next = offset + limit;
  return next < total ? String(next) : '';
}
