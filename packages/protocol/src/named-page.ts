import { type Static, Type } from 'typebox';
import { nullable } from './nullable.ts';
import { textOf } from './text.ts';
import { PageOffset, wholeNumber } from './whole-number.ts';

/** The query of a list whose things have names. They come by name. */
export const NamedPageQuery = Type.Object(
  {
    /** A part of the name, upper and lower case alike. */
    q: Type.Optional(textOf(1_024)),
    offset: Type.Optional(PageOffset),
    /** Absent: 1,000. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
  },
  { additionalProperties: false },
);
export type NamedPageQuery = Static<typeof NamedPageQuery>;

/** Where a page of such a list lies. */
export const namedPageFields = {
  /** All that match, on every page. */
  total: Type.Integer(),
  offset: Type.Integer(),
  /** Where the next page begins; null on the last one. */
  next_offset: nullable(Type.Integer()),
};
