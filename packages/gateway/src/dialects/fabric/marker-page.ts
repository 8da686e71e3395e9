import { type Static, Type } from 'typebox';
import { NoPageNumber, wholeNumber } from './names.ts';

/** What a list of v2 shows; a marker of one says nothing in another. */
type Listed = 'sessions' | 'records' | 'session-records';

/**
 * The page of a list of v2: `marker` is what the page before it gave as `next_marker` (fabric-api.md 13).
 * It says behind which item the page begins, and not how many lie before: an item that came or went since
 * moves nothing.
 */
export function markerPage(listed: Listed) {
  const marker = Type.String({ description: 'the next_marker of the page before it' });
  const isReadable = (text: string) => text === '' || readMarker(listed, text) !== null;
  return Type.Partial(
    Type.Object({
      limit: wholeNumber(1, 100),
      marker: Type.Refine(marker, isReadable),
      page_num: NoPageNumber,
    }),
  );
}

/** @returns the page as the stores know it */
export function toMarkedPage(
  listed: Listed,
  { limit = 10, marker = '' }: Static<ReturnType<typeof markerPage>>,
) {
  return { limit, offset: 0, behind: readMarker(listed, marker) };
}

/** @param behind the last place of the page, null behind which nothing lies: there the marker is empty */
export function nextMarker(listed: Listed, behind: number | null): string {
  return behind === null ? '' : Buffer.from(`${listed} ${behind}`).toString('base64url');
}

function readMarker(listed: Listed, marker: string): number | null {
  const [of, place = '', ...more] = Buffer.from(marker, 'base64url').toString().split(' ');
  const isRead = of === listed && /^[0-9]{1,15}$/.test(place) && more.length === 0;
  return isRead && nextMarker(listed, Number(place)) === marker ? Number(place) : null;
}
