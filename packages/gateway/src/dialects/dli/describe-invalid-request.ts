import type { FastifySchema, FastifySchemaValidationError } from 'fastify';

/** The part of a request that a schema refused. */
type RequestPart = 'body' | 'params' | 'querystring' | 'headers';

/**
 * Says of a request that its schema refused which field is wrong and what it must be. What it must be
 * stands in the schema, as the `description` of the field.
 */
export function describeInvalidRequest(
  part: RequestPart,
  first: FastifySchemaValidationError,
  schema: FastifySchema | undefined,
): string {
  const field = fieldOf(first);
  if (field === '') return 'The request body must be a JSON object.';
  if (first.keyword === 'required') return `${field} is missing.`;
  if (part === 'querystring' && isRepeated(first)) return `${field} is given more than once.`;
  const rule = ruleOf(schema?.[part], first.schemaPath);
  return rule === null ? `${field} is not valid.` : `${field} must be ${rule}.`;
}

/** A parameter of a query is text, unless it is given more than once. */
function isRepeated({ keyword, schemaPath }: FastifySchemaValidationError): boolean {
  return keyword === 'type' && !schemaPath.includes('/anyOf/');
}

/** As a client would write it: `tags[0].key`. Empty for the body as a whole. */
function fieldOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const path = instancePath.split('/').slice(1);
  if (keyword === 'required') path.push(...missingOf(params));
  return path
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function missingOf(params: FastifySchemaValidationError['params']): readonly string[] {
  const missing: unknown = params['requiredProperties'];
  return Array.isArray(missing) ? missing.map(String).slice(0, 1) : [];
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
