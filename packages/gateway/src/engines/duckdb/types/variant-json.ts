import {
  type DuckDBListValue,
  type DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVariantValue,
} from '@duckdb/node-api';
import { isScalar, scalarWriterOf } from './scalar-json.ts';

/**
 * The JSON text of what a VARIANT holds, in the form of the type that it has inside.
 * Every value brings its own type, so nothing can be prepared for a column.
 */
export function variantJson({ value, type }: DuckDBVariantValue): string {
  if (value === null || !type) return 'null';
  return heldJson(value, type);
}

function heldJson(value: DuckDBValue, type: DuckDBType): string {
  if (value === null) return 'null';
  if (isScalar(type)) return scalarWriterOf(type)(value);
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT: {
      const { entries } = value as DuckDBStructValue;
      const fields = type.entryNames.map((name, at) => {
        const entryType = type.entryTypes[at];
        const entry = entries[name];
        const held = entryType && entry !== undefined ? heldJson(entry, entryType) : 'null';
        return `${JSON.stringify(name)}:${held}`;
      });
      return `{${fields.join(',')}}`;
    }
    case DuckDBTypeId.LIST: {
      const { items } = value as DuckDBListValue;
      return `[${items.map((item) => heldJson(item, type.valueType)).join(',')}]`;
    }
    case DuckDBTypeId.VARIANT:
      return variantJson(value as DuckDBVariantValue);
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.UNION:
      throw new Error(`a VARIANT cannot hold ${type.toString()}`);
  }
}
