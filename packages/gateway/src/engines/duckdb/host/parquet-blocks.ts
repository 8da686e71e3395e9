import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { joinParquet } from '../parquet/join-parquet.ts';
import type { ResultBlock } from '../result-frames.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { Turns } from '../turns.ts';
import { bytesOfRange, groupsAhead, selectRange } from './columnar-range.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type RangeWriter, rowBlocks, type RowRange } from './row-blocks.ts';

/** Of a group of rows, before it is packed. */
const mostGroupBytes = 16 * 1_024 * 1_024;

let counter = 0;

export interface ParquetParts {
  readonly instance: DuckDBInstance;
  /** Where each group lies for a moment. */
  readonly directory: string;
  /** All readers of the instance share its memory: each group that is written takes one. */
  readonly turns: Turns;
}

/**
 * Rows of a table as one Parquet file. DuckDB writes each group of rows as a file of its own, of which nothing is left
 * but the group: so neither the memory nor the disk has more of it than what a reader has not taken yet.
 */
export function parquetBlocks(
  table: ColumnarTable,
  range: RowRange,
  parts: ParquetParts,
): AsyncGenerator<ResultBlock> {
  return joinParquet(groupFiles(table, range, parts));
}

async function* groupFiles(
  table: ColumnarTable,
  range: RowRange,
  parts: ParquetParts,
): AsyncGenerator<ResultBlock> {
  if (range.from < range.until) {
    const writers = Array.from({ length: groupsAhead }, () => new ParquetWriter(table, parts));
    yield* rowBlocks(writers, range, mostGroupBytes);
    return;
  }
  const writer = new ParquetWriter(table, parts);
  try {
    // A file of no rows says what its columns are.
    yield { rows: 0, bytes: await writer.write(range) };
  } finally {
    writer.close();
  }
}

class ParquetWriter implements RangeWriter {
  readonly #table: ColumnarTable;
  readonly #parts: ParquetParts;
  #connection: DuckDBConnection | null = null;

  constructor(table: ColumnarTable, parts: ParquetParts) {
    this.#table = table;
    this.#parts = parts;
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
    return this.#parts.turns.take(async () => {
      const file = join(this.#parts.directory, `${++counter}.parquet`);
      try {
        const connection = await this.#connect();
        await connection.run(
          `COPY (${await selectRange(connection, this.#table, range)})
          TO ${quoteText(file)} (FORMAT parquet, USE_TMP_FILE false)`,
        );
        return await readFile(file);
      } finally {
        await rm(file, { force: true });
      }
    });
  }

  async #connect(): Promise<DuckDBConnection> {
    this.#connection ??= await this.#parts.instance.connect();
    return this.#connection;
  }
}
