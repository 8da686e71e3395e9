import { type Static, Type } from 'typebox';

/** A column of a result. Two columns of one result may have the same name. */
export const Column = Type.Object({
  name: Type.String(),
  /** The type in the words of Spark SQL: `bigint`, `decimal(10,2)`. */
  type: Type.String(),
  /** The type as the engine spells it. */
  engine_type: Type.String(),
});

export type Column = Static<typeof Column>;
