import type { DuckDBInstance } from '@duckdb/node-api';
import { ArrowStream } from '../arrow/arrow-stream.ts';
import type { ResultBlock } from '../result-frames.ts';
import { groupsAhead, selectRange } from './columnar-range.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type RangeForm, RangeWriter, type RowsReading } from './range-writer.ts';
import { bytesOfRange } from './row-widths.ts';
import { rowBlocks, type RowRange } from './row-blocks.ts';

/** Of a batch. It is put together in this process, beside what DuckDB may take. */
const mostBatchBytes = 4 * 1_024 * 1_024;

/**
 * Rows of a table as a stream of the Arrow IPC format, a batch for each group of rows: no more of it is in memory than
 * what a reader has not taken yet.
 */
export async function* arrowBlocks(
  table: ColumnarTable,
  range: RowRange,
  reading: RowsReading,
): AsyncGenerator<ResultBlock> {
  const stream = await openStream(table, reading.instance);
  const form = arrowForm(table, stream);
  const writers = Array.from({ length: groupsAhead }, () => new RangeWriter(reading, form));
  // What is sent before there is memory for the first rows could not be refused any more.
  let head: Uint8Array | null = stream.schema;
  for await (const block of rowBlocks(writers, range, mostBatchBytes)) {
    if (head) yield { rows: 0, bytes: head };
    head = null;
    yield block;
  }
  if (head) yield { rows: 0, bytes: head };
  yield { rows: 0, bytes: stream.end };
}

async function openStream(table: ColumnarTable, instance: DuckDBInstance): Promise<ArrowStream> {
  const connection = await instance.connect();
  try {
    const none = await connection.run(await selectRange(connection, table, { from: 0, until: 0 }));
    const names = table.columns.map(({ name }) => name);
    return new ArrowStream(names, none.columnTypes());
  } finally {
    connection.closeSync();
  }
}

function arrowForm(table: ColumnarTable, stream: ArrowStream): RangeForm {
  return {
    bytesIn: (connection, range) => bytesOfRange(connection, table.table, table.widths, range),
    write: async (connection, range) => {
      const rows = await connection.run(await selectRange(connection, table, range));
      const batch = stream.newBatch();
      for (let chunk = await rows.fetchChunk(); chunk?.rowCount; chunk = await rows.fetchChunk()) {
        batch.append(chunk);
      }
      return batch.take();
    },
  };
}
