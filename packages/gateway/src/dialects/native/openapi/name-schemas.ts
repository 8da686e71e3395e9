import * as protocol from '@sluice/protocol';
import { type TSchema, Type } from 'typebox';

/**
 * Puts the protocol's schemas under their names into the components of a document, so that each is written
 * once and clients made from it have their types.
 */
export function nameSchemas(document: object): object {
  const names = new Map(namedSchemas().map(([name, schema]) => [JSON.stringify(schema), name]));
  const used = new Map<string, unknown>();

  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, named(part)]));
  };
  const named = (value: unknown): unknown => {
    const name = typeof value === 'object' && value ? names.get(JSON.stringify(value)) : undefined;
    if (name === undefined) return inner(value);
    if (!used.has(name)) {
      used.set(name, null);
      used.set(name, inner(value));
    }
    return { $ref: `#/components/schemas/${name}` };
  };

  const described = inner(document) as { readonly components?: object };
  const schemas = Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...described, components: { ...described.components, schemas } };
}

/** Those that are worth a name: objects and sets of words. */
function namedSchemas(): [string, TSchema][] {
  const all: [string, unknown][] = Object.entries(protocol);
  return all.filter(
    (entry): entry is [string, TSchema] => Type.IsObject(entry[1]) || Type.IsEnum(entry[1]),
  );
}
