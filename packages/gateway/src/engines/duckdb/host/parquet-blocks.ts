import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { rowCells } from '../../../core/rows/row-cells.ts';
import { joinParquet } from '../parquet/join-parquet.ts';
import type { ResultBlock } from '../result-frames.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { Turns } from '../turns.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import { type ColumnarTable, selectedColumns } from './columnar-table.ts';
import { type RangeWriter, rowBlocks, type RowRange } from './row-blocks.ts';

/** Of a group of rows, before it is packed. */
const mostGroupBytes = 16 * 1_024 * 1_024;
/** One is sent while the next are written. */
const groupsAhead = 2;

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
    const { shortBytes, longBytes } = this.#table;
    const short = shortBytes * (range.until - range.from);
    if (longBytes === null) return short;
    const connection = await this.#connect();
    const sum = await connection.runAndReadAll(
      `SELECT sum(${longBytes}) FROM ${this.#rows(range)}`,
    );
    return short + Number(sum.value(0, 0));
  }

  write(range: RowRange): Promise<Uint8Array> {
    return this.#parts.turns.take(async () => {
      const file = join(this.#parts.directory, `${++counter}.parquet`);
      try {
        const connection = await this.#connect();
        await connection.run(
          `COPY (SELECT ${selectedColumns(this.#table)} FROM ${await this.#source(connection, range)})
          TO ${quoteText(file)} (FORMAT parquet, USE_TMP_FILE false)`,
        );
        return await readFile(file);
      } finally {
        await rm(file, { force: true });
      }
    });
  }

  /** With what is not written by DuckDB beside it, row for row. */
  async #source(connection: DuckDBConnection, range: RowRange): Promise<string> {
    const staged = this.#table.columns.filter((column) => column.kind === 'json');
    if (staged.length === 0) return this.#rows(range);
    const columns = staged.map(({ column }) => column);
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE staged (${columns.map((column) => `${column} JSON`).join(', ')})`,
    );
    const rows = await connection.run(`SELECT ${columns.join(', ')} FROM ${this.#rows(range)}`);
    const write = chunkJsonWriter(rows.columnTypes());
    const appender = await connection.createAppender('staged', 'main', 'temp');
    try {
      for (let chunk = await rows.fetchChunk(); chunk?.rowCount; chunk = await rows.fetchChunk()) {
        for (const line of write(chunk)) {
          for (const cell of rowCells(line)) {
            if (cell === 'null') appender.appendNull();
            else appender.appendVarchar(cell);
          }
          appender.endRow();
        }
      }
    } finally {
      appender.closeSync();
    }
    return `(SELECT * FROM ${this.#rows(range)}) POSITIONAL JOIN staged`;
  }

  #rows({ from, until }: RowRange): string {
    return `(SELECT * FROM ${this.#table.table} WHERE rowid BETWEEN ${from} AND ${until - 1})`;
  }

  async #connect(): Promise<DuckDBConnection> {
    this.#connection ??= await this.#parts.instance.connect();
    return this.#connection;
  }
}
