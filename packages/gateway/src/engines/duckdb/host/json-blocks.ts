import type { DuckDBConnection } from '@duckdb/node-api';
import type { ResultBlock } from '../result-frames.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import { type RangeForm, RangeWriter, type RowsReading } from './range-writer.ts';
import { bytesOfRange, type RowWidths, rowWidths } from './row-widths.ts';
import { rowBlocks, type RowRange, rowsOf } from './row-blocks.ts';

/** More text than that is not put together at once. */
const mostTextBytes = 4 * 1_024 * 1_024;
/** One is sent while the next is written. */
const blocksAhead = 2;

/** The rows of a table as lines, each the JSON text of an array. */
export async function* jsonBlocks(
  table: string,
  range: RowRange,
  reading: RowsReading,
): AsyncGenerator<ResultBlock> {
  const form = jsonForm(table, await widthsOf(table, reading));
  const writers = Array.from({ length: blocksAhead }, () => new RangeWriter(reading, form));
  yield* rowBlocks(writers, range, mostTextBytes);
}

async function widthsOf(table: string, { instance }: RowsReading): Promise<RowWidths> {
  const connection = await instance.connect();
  try {
    const none = await connection.run(`SELECT * FROM ${table} LIMIT 0`);
    return rowWidths(none.columnTypes());
  } finally {
    connection.closeSync();
  }
}

function jsonForm(table: string, widths: RowWidths): RangeForm {
  return {
    bytesIn: (connection, range) => bytesOfRange(connection, table, widths, range),
    // The instance of result files has one thread a statement, which takes the rows in their order.
    write: (connection, range) => linesOf(connection, `SELECT * FROM ${rowsOf(table, range)}`),
  };
}

async function linesOf(connection: DuckDBConnection, sql: string): Promise<Uint8Array> {
  const rows = await connection.run(sql);
  const write = chunkJsonWriter(rows.columnTypes());
  const texts: Buffer[] = [];
  for (let chunk = await rows.fetchChunk(); chunk?.rowCount; chunk = await rows.fetchChunk()) {
    texts.push(Buffer.from(`${write(chunk).join('\n')}\n`));
  }
  return Buffer.concat(texts);
}
