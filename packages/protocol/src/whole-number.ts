import { Type } from 'typebox';

/** A whole number between two limits, both of them allowed. */
export function wholeNumber(least: number, most: number) {
  return Type.Integer({
    minimum: least,
    maximum: most,
    description: `a whole number from ${least} to ${most}`,
  });
}

/** How many come before the first one of a page. Absent: 0. Past the end the page is empty. */
export const PageOffset = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const dayMs = 24 * 60 * 60 * 1_000;

/** How long a batch has to end by itself after it was told to, before it is killed. Of a job of SQL it changes nothing. */
export const GraceMs = Type.Integer({
  ...wholeNumber(0, 10 * 60_000),
  title: 'the grace of a batch; it changes nothing in a job of SQL',
});

/** A limit of time, in milliseconds, at most a year. */
export const LimitMs = wholeNumber(1, 365 * dayMs);
