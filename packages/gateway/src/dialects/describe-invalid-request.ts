import type { FastifySchema, FastifySchemaValidationError } from 'fastify';
import { type RequestPart, toInvalidField } from './invalid-field.ts';

/** Says of a request that its schema refused which field is wrong and what it must be. */
export function describeInvalidRequest(
  part: RequestPart,
  first: FastifySchemaValidationError,
  schema: FastifySchema | undefined,
): string {
  const { name, rule } = toInvalidField(first, schema?.[part]);
  if (name === '') return 'The request body must be a JSON object.';
  if (first.keyword === 'required') return `${name} is missing.`;
  if (part === 'querystring' && isRepeated(first)) return `${name} is given more than once.`;
  return rule === null ? `${name} is not valid.` : `${name} must be ${rule}.`;
}

/** A parameter of a query is text, unless it is given more than once. */
function isRepeated({ keyword, schemaPath, params }: FastifySchemaValidationError): boolean {
  return keyword === 'type' && params['type'] === 'string' && !schemaPath.includes('/anyOf/');
}
