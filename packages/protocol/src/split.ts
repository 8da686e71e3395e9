import { type Static, Type } from 'typebox';
import { Name } from './name.ts';
import { SqlText } from './text.ts';

/** The body of `POST /sql/split`. */
export const SplitOrder = Type.Object(
  {
    sql: SqlText,
    /** Whose engine reads it. Absent: `default`. */
    queue: Type.Optional(Name),
  },
  { additionalProperties: false },
);
export type SplitOrder = Static<typeof SplitOrder>;

/** The statements of a text, in their order; none where it has only spaces and comments. */
export const SplitSql = Type.Object({
  statements: Type.Array(
    Type.Object({
      sql: Type.String(),
      /** Where it begins in the text, from 1. */
      line: Type.Integer(),
    }),
  ),
});
export type SplitSql = Static<typeof SplitSql>;
