import type { FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { invalid, type Refusal } from './refusal.ts';

type RequestPart = 'body' | 'params' | 'querystring' | 'headers';

/**
 * Says of a request that its schema refused which field is wrong and what it must be. What it must be
 * stands in the schema, as the `description` of the field.
 */
export function invalidRequest(
  part: RequestPart,
  failed: FastifySchemaValidationError,
  request: Pick<FastifyRequest, 'query' | 'routeOptions'>,
): Refusal {
  const field = fieldOf(failed);
  if (field === '') return invalid('body', 'The body of the request must be a JSON object.');
  return invalid(field, `${placeOf(part, field)} ${complaint(part, failed, field, request)}`);
}

function complaint(
  part: RequestPart,
  { keyword, schemaPath }: FastifySchemaValidationError,
  field: string,
  { query, routeOptions }: Pick<FastifyRequest, 'query' | 'routeOptions'>,
): string {
  if (keyword === 'required') return 'is missing.';
  // The only schema of this dialect that is just `false` is that of additional properties.
  if (keyword === 'boolean') return 'is not known here. Check its spelling, or leave it out.';
  if (part === 'querystring' && isObject(query) && Array.isArray(query[field])) {
    if (keyword === 'type') return 'may be given only once.';
  }
  const rule = ruleOf(routeOptions.schema?.[part], schemaPath);
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

/** The name of an unknown field may be as long as a body. */
const longestField = 200;

/** As a client would write it: `tags[0].key`. Empty for the body as a whole. */
function fieldOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const path = instancePath.split('/').slice(1);
  const missing: unknown = params['requiredProperties'];
  if (keyword === 'required' && Array.isArray(missing)) path.push(String(missing[0]));
  return path
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, longestField);
}

/** The nearest description on the way from the failed rule up to the whole. */
function ruleOf(schema: unknown, schemaPath: string): string | null {
  let rule: string | null = null;
  let node: unknown = schema;
  for (const step of schemaPath.split('/').slice(1)) {
    node = isObject(node) ? node[step] : undefined;
    if (isObject(node) && typeof node['description'] === 'string') rule = node['description'];
  }
  return rule;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
