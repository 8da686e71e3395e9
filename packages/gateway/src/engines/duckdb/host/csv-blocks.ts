import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import type { ResultBlock } from '../result-frames.ts';
import { csvLineOf, longBytesOf } from '../types/csv-columns.ts';
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
  return {
    bytesIn: async (connection, range) =>
      longBytes === null ? 0 : Number(await one(connection, table, `sum(${longBytes})`, range)),
    // The instance of result files has one thread a statement, which takes the rows in their order.
    write: async (connection, range) => {
      const value = await one(connection, table, `encode(string_agg(${line}, ''))`, range);
      // What DuckDB gives is its own memory, and goes with the statement's result.
      return Buffer.from((value as DuckDBBlobValue).bytes);
    },
  };
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
