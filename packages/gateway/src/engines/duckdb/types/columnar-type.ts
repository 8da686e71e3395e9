import { type DuckDBType, DuckDBTypeId, quotedIdentifier } from '@duckdb/node-api';
import type { ColumnarFormat } from '../../../core/ports/result-reader.ts';
import { fieldName, isJson } from './engine-type.ts';

/**
 * How a column of a type is written where the reader wants columns of types (Parquet, Arrow).
 * - `cast`: as that type, in which DuckDB loses nothing of it when it writes it.
 * - `whole_number`: as the widest DECIMAL where all numbers of the column fit into it, otherwise as digits.
 * - `json`: as the JSON text of `TYPES.md`.
 */
export type ColumnarForm =
  | { readonly kind: 'cast'; readonly to: string }
  | { readonly kind: 'whole_number' }
  | { readonly kind: 'json' };

export function columnarFormOf(type: DuckDBType, format: ColumnarFormat): ColumnarForm {
  if (type.typeId === DuckDBTypeId.HUGEINT || type.typeId === DuckDBTypeId.UHUGEINT) {
    return { kind: 'whole_number' };
  }
  const to = castTypeOf(type, format);
  return to === null ? { kind: 'json' } : { kind: 'cast', to };
}

/** In every such form. */
export function isWrittenAsJson(type: DuckDBType): boolean {
  return castTypeOf(type, 'parquet') === null;
}

/** Null where a part of it has no type of its own: what a UNION holds, and what a VARIANT does. */
function castTypeOf(type: DuckDBType, format: ColumnarFormat): string | null {
  const ofParts = (types: readonly DuckDBType[], spell: (parts: readonly string[]) => string) => {
    const parts = types.map((part) => castTypeOf(part, format)).filter((part) => part !== null);
    return parts.length === types.length ? spell(parts) : null;
  };
  switch (type.typeId) {
    // Parquet has a DOUBLE for the first two, and for the others something without their fractions or offsets.
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.GEOMETRY:
      return 'VARCHAR';
    case DuckDBTypeId.VARCHAR:
      return isJson(type) ? 'JSON' : 'VARCHAR';
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return ofParts([type.valueType], ([value]) => `${value}[]`);
    case DuckDBTypeId.MAP:
      return ofParts([type.keyType, type.valueType], ([key, value]) => `MAP(${key}, ${value})`);
    case DuckDBTypeId.STRUCT:
      return ofParts(type.entryTypes, (parts) => {
        const fields = parts.map((part, at) => `${nameOf(type.entryNames, at)} ${part}`);
        return `STRUCT(${fields.join(', ')})`;
      });
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.VARIANT:
      return null;
    case DuckDBTypeId.SQLNULL:
      return 'INTEGER';
    // Parquet has no seconds, and what DuckDB makes microseconds of by itself is no infinity.
    case DuckDBTypeId.TIMESTAMP_S:
      return format === 'parquet' ? 'TIMESTAMP' : type.toString();
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.BLOB:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return type.toString();
    case DuckDBTypeId.ANY:
    case DuckDBTypeId.STRING_LITERAL:
    case DuckDBTypeId.INTEGER_LITERAL:
      throw new Error(`a result has no column of the type ${type.toString()}`);
  }
}

function nameOf(names: readonly string[], at: number): string {
  return quotedIdentifier(fieldName(names[at] ?? '', at));
}
