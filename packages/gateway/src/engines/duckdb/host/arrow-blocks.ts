import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ArrowStream } from '../arrow/arrow-stream.ts';
import type { ResultBlock } from '../result-frames.ts';
import type { Turns } from '../turns.ts';
import { bytesOfRange, groupsAhead, selectRange } from './columnar-range.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type RangeWriter, rowBlocks, type RowRange } from './row-blocks.ts';

/** Of a batch. It is put together in this process, beside what DuckDB may take. */
const mostBatchBytes = 4 * 1_024 * 1_024;

/**
 * Rows of a table as a stream of the Arrow IPC format, a batch for each group of rows: no more of it is in memory than
 * what a reader has not taken yet.
 * @param turns all readers of the instance share its memory: each batch that is written takes one
 */
export async function* arrowBlocks(
  table: ColumnarTable,
  range: RowRange,
  instance: DuckDBInstance,
  turns: Turns,
): AsyncGenerator<ResultBlock> {
  const stream = await openStream(table, instance);
  yield { rows: 0, bytes: stream.schema };
  const writers = Array.from(
    { length: groupsAhead },
    () => new ArrowWriter(table, stream, instance, turns),
  );
  yield* rowBlocks(writers, range, mostBatchBytes);
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

class ArrowWriter implements RangeWriter {
  readonly #table: ColumnarTable;
  readonly #stream: ArrowStream;
  readonly #instance: DuckDBInstance;
  readonly #turns: Turns;
  #connection: DuckDBConnection | null = null;

  constructor(table: ColumnarTable, stream: ArrowStream, instance: DuckDBInstance, turns: Turns) {
    this.#table = table;
    this.#stream = stream;
    this.#instance = instance;
    this.#turns = turns;
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async bytesIn(range: RowRange): Promise<number> {
    return bytesOfRange(await this.#connect(), this.#table, range);
  }

  write(range: RowRange): Promise<Uint8Array> {
    return this.#turns.take(async () => {
      const connection = await this.#connect();
      const rows = await connection.run(await selectRange(connection, this.#table, range));
      const batch = this.#stream.newBatch();
      for (let chunk = await rows.fetchChunk(); chunk?.rowCount; chunk = await rows.fetchChunk()) {
        batch.append(chunk);
      }
      return batch.take();
    });
  }

  async #connect(): Promise<DuckDBConnection> {
    this.#connection ??= await this.#instance.connect();
    return this.#connection;
  }
}
