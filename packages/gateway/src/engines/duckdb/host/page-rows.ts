import {
  type DuckDBConnection,
  DuckDBTypeId,
  type DuckDBType,
  quotedIdentifier,
} from '@duckdb/node-api';
import type { PageBound } from '../../../core/ports/result-reader.ts';

/** No number, time or truth is longer as text. */
const shortBytes = 48;

/**
 * How many rows a page of a table may have, where all pages, counted from the first row, have as many, and
 * none has more than `most` beside its widest row.
 */
export async function pageRowsOf(
  connection: DuckDBConnection,
  table: string,
  { rows: mostRows, bytes: mostBytes }: PageBound,
): Promise<number> {
  const none = await connection.runAndReadAll(`SELECT * FROM ${table} LIMIT 0`);
  const widths = none.columnTypes().map((type, at) => widthOf(type, `c${at}`));
  const isShort = widths.every((width) => typeof width === 'number');
  if (isShort) {
    return Math.min(mostRows, Math.max(1, Math.floor(mostBytes / (shortBytes * widths.length))));
  }
  const width = widths.join(' + ');
  const smaller = halves(mostRows);
  return (
    (await largestFitting(connection, table, width, [mostRows], mostBytes)) ??
    (await largestFitting(connection, table, width, smaller, mostBytes)) ??
    1
  );
}

/** The largest of these sizes of which no page has too many bytes; null where all are too large. */
async function largestFitting(
  connection: DuckDBConnection,
  table: string,
  width: string,
  sizes: readonly number[],
  mostBytes: number,
): Promise<number | null> {
  const fitting = await connection.runAndReadAll(`
    SELECT max(size) FROM (
      SELECT size FROM (
        SELECT size, sum(width) - max(width) AS bytes
        FROM (SELECT rowid AS place, ${width} AS width FROM ${table}), unnest([${sizes.join()}]) AS of_size(size)
        GROUP BY size, place // size
      )
      GROUP BY size HAVING max(bytes) <= ${mostBytes}
    )`);
  const size = fitting.value(0, 0);
  return size === null ? null : Number(size);
}

function halves(size: number): readonly number[] {
  const half = Math.floor(size / 2);
  return half < 2 ? [] : [half, ...halves(half)];
}

/**
 * The bytes of a column's value as text: how many at most, or the SQL that tells it of each row. What JSON escapes is
 * not counted: to look for it would take a copy of each text, and rows are as wide as this is asked for.
 */
export function widthOf({ typeId }: DuckDBType, column: string): number | string {
  const name = quotedIdentifier(column);
  if (typeId === DuckDBTypeId.VARCHAR) return `coalesce(strlen(${name}), 0) + 3`;
  // In hexadecimal digits.
  if (typeId === DuckDBTypeId.BLOB) return `coalesce(2 * octet_length(${name}), 0) + 6`;
  return long.has(typeId) ? `coalesce(strlen(${name}::VARCHAR), 0) + 3` : shortBytes;
}

const long: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.UNION,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.BIT,
  DuckDBTypeId.BIGNUM,
  DuckDBTypeId.GEOMETRY,
  DuckDBTypeId.VARIANT,
]);
