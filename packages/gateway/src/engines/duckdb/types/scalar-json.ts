import {
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBGeometryValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampSecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { isJson } from './engine-type.ts';
import { geometryText } from './geometry-text.ts';
import { dateText, timestampInUtcText, timestampText } from './temporal-text.ts';

const nestedTypeIds = [
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
  DuckDBTypeId.VARIANT,
] as const;

/** A type whose values have no parts. */
export type ScalarType = Exclude<DuckDBType, { readonly typeId: (typeof nestedTypeIds)[number] }>;

/** Writes one value that is not NULL. */
export type ScalarWriter = (value: Exclude<DuckDBValue, null>) => string;

export function isScalar(type: DuckDBType): type is ScalarType {
  return !nestedTypeIds.some((typeId) => typeId === type.typeId);
}

/** The JSON text of values of a type, exact to the digit; TYPES.md has the forms. */
export function scalarWriterOf(type: ScalarType): ScalarWriter {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
      return String;
    case DuckDBTypeId.FLOAT:
      return (value) => doubleJson(shortestFloat(Number(value)));
    case DuckDBTypeId.DOUBLE:
      return (value) => doubleJson(Number(value));
    case DuckDBTypeId.VARCHAR:
      return isJson(type) ? (value) => jsonColumnText(String(value)) : JSON.stringify;
    case DuckDBTypeId.ENUM:
      return JSON.stringify;
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.INTERVAL:
      return (value) => `"${value.toString()}"`;
    case DuckDBTypeId.DATE:
      return (value) => `"${dateText((value as DuckDBDateValue).days)}"`;
    case DuckDBTypeId.TIMESTAMP:
      return (value) => `"${timestampText((value as DuckDBTimestampValue).micros, 1_000_000)}"`;
    case DuckDBTypeId.TIMESTAMP_S:
      return (value) => `"${timestampText((value as DuckDBTimestampSecondsValue).seconds, 1)}"`;
    case DuckDBTypeId.TIMESTAMP_MS:
      return (value) =>
        `"${timestampText((value as DuckDBTimestampMillisecondsValue).millis, 1_000)}"`;
    case DuckDBTypeId.TIMESTAMP_NS:
      return (value) =>
        `"${timestampText((value as DuckDBTimestampNanosecondsValue).nanos, 1_000_000_000)}"`;
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => `"${timestampInUtcText((value as DuckDBTimestampTZValue).micros)}"`;
    case DuckDBTypeId.BLOB:
      return (value) => `"${base64((value as DuckDBBlobValue).bytes)}"`;
    case DuckDBTypeId.GEOMETRY:
      return (value) => `"${geometryText((value as DuckDBGeometryValue).bytes)}"`;
    case DuckDBTypeId.SQLNULL:
      return () => 'null';
    case DuckDBTypeId.ANY:
    case DuckDBTypeId.STRING_LITERAL:
    case DuckDBTypeId.INTEGER_LITERAL:
      throw new Error(`a result has no column of the type ${type.toString()}`);
  }
}

/** The fewest digits that give the number back, always with a point or an exponent. */
function doubleJson(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** The number with the fewest digits that is the same FLOAT: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  // Its digits would have no sign.
  if (value === 0) return value;
  // Nine digits tell any two floats apart; six are always kept.
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(9));
}

/**
 * The text of a JSON column is JSON, but not always strictly: DuckDB takes NaN and a comma too many,
 * which no client could parse. Such a text is given as a string, whole.
 */
function jsonColumnText(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return JSON.stringify(text);
  }
  // In JSON a raw line break only ever stands between tokens; a row must be one line.
  return text.replaceAll(/[\r\n]/g, '');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
