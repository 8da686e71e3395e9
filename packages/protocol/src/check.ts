import { type Static, Type } from 'typebox';
import { CatalogName } from './catalog.ts';
import { Name } from './name.ts';
import { StatementClass } from './statement-class.ts';
import { SqlText } from './text.ts';
import { UseVariables } from './use-variables.ts';

/** The body of `POST /sql/check`. */
export const CheckOrder = Type.Object(
  {
    sql: SqlText,
    /** Absent: `default`. */
    queue: Type.Optional(Name),
    /** Absent: the queue's default database. */
    database: Type.Optional(CatalogName),
    use_variables: Type.Optional(UseVariables),
  },
  { additionalProperties: false },
);
export type CheckOrder = Static<typeof CheckOrder>;

/** What a statement is that could run now. */
export const SqlCheck = Type.Object({
  /** With the values of its variables. */
  sql: Type.String(),
  statement_class: StatementClass,
  /** How many values it takes by place. */
  parameter_count: Type.Integer(),
  /** The names for which it takes values. */
  parameter_names: Type.Array(Type.String()),
});
export type SqlCheck = Static<typeof SqlCheck>;
