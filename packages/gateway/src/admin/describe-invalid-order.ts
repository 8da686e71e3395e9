import type { FastifySchemaValidationError } from 'fastify';

/** Says which field of an order is wrong; what it must be stands in its schema, as `description`. */
export function describeInvalidOrder(
  { instancePath, keyword, params }: FastifySchemaValidationError,
  schema: unknown,
): string {
  const missing: unknown = params['requiredProperties'];
  if (keyword === 'required' && Array.isArray(missing)) return `${String(missing[0])} is missing.`;
  const [field = ''] = instancePath.split('/').slice(1);
  if (field === '') return 'The order must be a JSON object.';
  const properties = (schema as { properties?: Record<string, { description?: string }> })
    .properties;
  const rule = properties && Object.hasOwn(properties, field) ? properties[field] : undefined;
  if (rule === undefined) return `${field.slice(0, 100)} is not known here.`;
  return rule.description === undefined
    ? `${field} is not valid.`
    : `${field} must be ${rule.description}.`;
}
