import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import type { ResultBlock } from '../result-frames.ts';
import { csvLineOf, longBytesOf, textColumnsOf } from '../types/csv-columns.ts';
import { type RangeForm, RangeWriter, type RowsReading } from './range-writer.ts';
import { rowBlocks, type RowRange } from './row-blocks.ts';

/** More text than that is not put together at once. */
const mostTextBytes = 4 * 1_024 * 1_024;
/** One is sent while the next are written. */
const blocksAhead = 3;

/**
 * The rows of a table as CSV, in large blocks that DuckDB writes as a whole. Some are written ahead, each
 * on a connection of its own, and no more before somebody takes them.
 */
export function csvBlocks(
  table: string,
  engineTypes: readonly string[],
  range: RowRange,
  reading: RowsReading,
): AsyncGenerator<ResultBlock> {
  const form = csvForm(table, engineTypes);
  const writers = Array.from({ length: blocksAhead }, () => new RangeWriter(reading, form));
  return rowBlocks(writers, range, mostTextBytes);
}

function csvForm(table: string, engineTypes: readonly string[]): RangeForm {
  const line = csvLineOf(engineTypes);
  if (line === null) throw new Error('a result of these columns is not written as CSV here');
  const longBytes = longBytesOf(engineTypes);
  let longest: Promise<number> | null = null;
  return {
    bytesIn: async (connection, range) => {
      if (longBytes === null) return 0;
      longest ??= longestTexts(connection, table, engineTypes);
      const most = (await longest) * (range.until - range.from);
      // Of short texts each is looked at once less.
      if (most <= mostTextBytes) return most;
      return Number(await one(connection, table, `sum(${longBytes})`, range));
    },
    // The instance of result files has one thread a statement, which takes the rows in their order.
    write: async (connection, range) => {
      const value = await one(connection, table, `encode(string_agg(${line}, ''))`, range);
      // What DuckDB gives is its own memory, and goes with the statement's result.
      return Buffer.from((value as DuckDBBlobValue).bytes);
    },
  };
}

/** Of a row, in bytes, by what DuckDB notes of each column; more than any where it has noted nothing. */
async function longestTexts(
  connection: DuckDBConnection,
  table: string,
  engineTypes: readonly string[],
): Promise<number> {
  const notes = textColumnsOf(engineTypes).map((column) => `stats(${column})`);
  const found = await connection.runAndReadAll(`SELECT ${notes.join(', ')} FROM ${table} LIMIT 1`);
  const [row = []] = found.getRows();
  return row.reduce<number>((sum, note) => {
    const [, length = Infinity] = /\bMax String Length: (\d+)\b/.exec(String(note)) ?? [];
    return sum + Number(length);
  }, 0);
}

async function one(
  connection: DuckDBConnection,
  table: string,
  expression: string,
  { from, until }: RowRange,
): Promise<unknown> {
  const result = await connection.run(
    `SELECT ${expression} FROM ${table} WHERE rowid BETWEEN ${from} AND ${until - 1}`,
  );
  const chunk = await result.fetchChunk();
  return chunk?.getColumnVector(0).getItem(0);
}
