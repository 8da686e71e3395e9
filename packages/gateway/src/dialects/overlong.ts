import type { FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';

type Found = FastifySchemaValidationError | null;

/** The keywords that count, and those under which others stand. */
interface Counting {
  readonly type?: string;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Counting;
  readonly properties?: Readonly<Record<string, Counting>>;
  readonly anyOf?: readonly Counting[];
}

/**
 * Finds what has more elements, or keys, than its schema allows. It is asked before the schema, which looks at each
 * element first, and at their number then.
 * @returns what the schema would say of it; null where nothing has too many
 */
export function overlong(schema: TSchema, value: unknown): Found {
  return find(schema, value, '', '#');
}

function find(schema: Counting, value: unknown, at: string, rule: string): Found {
  if (typeof value !== 'object' || value === null) return null;
  if (schema.anyOf) return findInUnion(schema.anyOf, value, at, `${rule}/anyOf`);
  if (Array.isArray(value)) {
    return schema.type === 'array' ? findInArray(schema, value, at, rule) : null;
  }
  return schema.type === 'object' ? findInObject(schema, value, at, rule) : null;
}

/** Of those that can be meant each has to say so. */
function findInUnion(all: readonly Counting[], value: object, at: string, rule: string): Found {
  const kind = Array.isArray(value) ? 'array' : 'object';
  let found: Found = null;
  for (const [index, each] of all.entries()) {
    if (each.type !== kind && !each.anyOf) continue;
    found = find(each, value, at, `${rule}/${index}`);
    if (!found) return null;
  }
  return found;
}

function findInArray(schema: Counting, values: unknown[], at: string, rule: string): Found {
  const { maxItems: limit = Infinity, items } = schema;
  if (values.length > limit) return tooMany('maxItems', at, rule, limit);
  if (!items) return null;
  for (const [index, value] of values.entries()) {
    const found = find(items, value, `${at}/${index}`, `${rule}/items`);
    if (found) return found;
  }
  return null;
}

function findInObject(schema: Counting, value: object, at: string, rule: string): Found {
  const { maxProperties: limit = Infinity, properties = {} } = schema;
  if (limit !== Infinity && Object.keys(value).length > limit) {
    return tooMany('maxProperties', at, rule, limit);
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const [name, field] of Object.entries(properties)) {
    if (!Object.hasOwn(given, name)) continue;
    const found = find(field, given[name], `${at}/${name}`, `${rule}/properties/${name}`);
    if (found) return found;
  }
  return null;
}

function tooMany(keyword: string, at: string, rule: string, limit: number): Found {
  const schemaPath = `${rule}/${keyword}`;
  return { keyword, instancePath: at, schemaPath, params: { limit }, message: 'has too many' };
}
