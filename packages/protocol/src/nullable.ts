import { type TSchema, Type } from 'typebox';

/** The schema of a field that is always there, and null where there is nothing to say. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}
