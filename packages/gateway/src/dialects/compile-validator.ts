import type { FastifySchemaCompiler } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { overlong } from './overlong.ts';

/**
 * Makes the check of one part of a request. What is checked is also what the route then sees: a query
 * is text and is read as its schema says, and a body that may be left out counts as an empty object.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (given: unknown) => {
    const value = httpPart === 'querystring' ? readQuery(schema, given) : (given ?? {});
    const tooMany = overlong(schema, value);
    if (tooMany) return { error: [tooMany] };
    return validator.Check(value) ? { value } : { error: validator.Errors(value) };
  };
};

/** A field that may be repeated is an array, also when it is given once. */
function readQuery(schema: TSchema, given: unknown): Record<string, unknown> {
  const fields: Record<string, TSchema> = Type.IsObject(schema) ? schema.properties : {};
  return Object.fromEntries(
    Object.entries(given as Record<string, unknown>).map(([name, text]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (Type.IsArray(field)) return [name, [text].flat()];
      return [name, Type.IsInteger(field) ? readInteger(text) : text];
    }),
  );
}

/** Text that is no whole number stays text, which the schema then refuses. */
function readInteger(text: unknown): unknown {
  return typeof text === 'string' && /^-?[0-9]{1,16}$/.test(text) ? Number(text) : text;
}
