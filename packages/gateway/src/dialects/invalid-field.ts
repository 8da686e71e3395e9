import type { FastifySchemaValidationError } from 'fastify';

/** The part of a request that a schema refused. */
export type RequestPart = 'body' | 'params' | 'querystring' | 'headers';

export interface InvalidField {
  /** As a client would write it: `tags[0].key`. Empty for the body as a whole. */
  readonly name: string;
  /** What it must be, as the `description` of the field says in the schema. */
  readonly rule: string | null;
}

/** Reads which field a schema refused. */
export function toInvalidField(
  failed: FastifySchemaValidationError,
  schema: unknown,
): InvalidField {
  return { name: nameOf(failed), rule: ruleOf(schema, failed.schemaPath) };
}

/** The name of an unknown field may be as long as a body. */
const longestName = 200;

function nameOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const path = instancePath.split('/').slice(1);
  const missing: unknown = params['requiredProperties'];
  if (keyword === 'required' && Array.isArray(missing)) path.push(String(missing[0]));
  return path
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, longestName);
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
