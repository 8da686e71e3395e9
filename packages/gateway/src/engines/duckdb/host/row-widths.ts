import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { widthOf } from './page-rows.ts';
import { rowsOf, type RowRange } from './row-blocks.ts';

/** How many bytes rows take, about. */
export interface RowWidths {
  /** Of a row, what is never long. */
  readonly shortBytes: number;
  /** SQL for the bytes of what may be long in a row; null where nothing may. */
  readonly longBytes: string | null;
}

/** Of a number, by and large. */
const numberBytes = 8;

/** @param types of the columns of a result, which are called c0, c1 and so on */
export function rowWidths(types: readonly DuckDBType[]): RowWidths {
  const widths = types.map((type, at) => widthOf(type, `c${at}`));
  const long = widths.filter((width) => typeof width === 'string');
  return {
    shortBytes: numberBytes * (widths.length - long.length),
    longBytes: long.length === 0 ? null : long.join(' + '),
  };
}

/** How many bytes rows of a table take together, about. */
export async function bytesOfRange(
  connection: DuckDBConnection,
  table: string,
  { shortBytes, longBytes }: RowWidths,
  range: RowRange,
): Promise<number> {
  const short = shortBytes * (range.until - range.from);
  if (longBytes === null) return short;
  const sum = await connection.runAndReadAll(
    `SELECT sum(${longBytes}) FROM ${rowsOf(table, range)}`,
  );
  return short + Number(sum.value(0, 0));
}
