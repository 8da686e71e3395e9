import type { FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { type InvalidField, type RequestPart, toInvalidField } from '../invalid-field.ts';
import { invalid, type Refusal } from './refusal.ts';

/** Says of a request that its schema refused which field is wrong and what it must be. */
export function invalidRequest(
  part: RequestPart,
  failed: FastifySchemaValidationError,
  { query, routeOptions }: Pick<FastifyRequest, 'query' | 'routeOptions'>,
): Refusal {
  const field = toInvalidField(failed, routeOptions.schema?.[part]);
  if (field.name === '') return invalid('body', 'The body of the request must be a JSON object.');
  const complaint = complaintOf(part, failed, field, query);
  return invalid(field.name, `${placeOf(part, field.name)} ${complaint}`);
}

function complaintOf(
  part: RequestPart,
  { keyword }: FastifySchemaValidationError,
  { name, rule }: InvalidField,
  query: unknown,
): string {
  if (keyword === 'required') return 'is missing.';
  // The only schema of this dialect that is just `false` is that of additional properties.
  if (keyword === 'boolean') return 'is not known here. Check its spelling, or leave it out.';
  if (part === 'querystring' && keyword === 'type') {
    const given = (query as Readonly<Record<string, unknown>>)[name];
    if (Array.isArray(given)) return 'may be given only once.';
  }
  return rule === null ? 'is not valid.' : `must be ${rule}.`;
}

function placeOf(part: RequestPart, field: string): string {
  switch (part) {
    case 'body':
      return `The field ${field} of the body`;
    case 'params':
      return `The ${field} in the address`;
    case 'querystring':
      return `The query parameter ${field}`;
    case 'headers':
      return `The header ${field}`;
  }
}
