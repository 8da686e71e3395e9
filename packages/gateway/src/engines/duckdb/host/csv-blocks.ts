import type { DuckDBBlobValue, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ResultBlock } from '../result-frames.ts';
import { csvLineOf, longBytesOf } from '../types/csv-columns.ts';
import type { Turns } from '../turns.ts';
import { type RangeWriter, rowBlocks, type RowRange } from './row-blocks.ts';

/** More text than that is not put together at once. */
const mostTextBytes = 4 * 1_024 * 1_024;
/** One is sent while the next are written. */
const blocksAhead = 3;

/**
 * The rows of a table as CSV, in large blocks that DuckDB writes as a whole. Some are written ahead, each
 * on a connection of its own, and no more before somebody takes them.
 * @param turns all readers of the instance share its memory: each block that is written takes one
 */
export function csvBlocks(
  instance: DuckDBInstance,
  table: string,
  engineTypes: readonly string[],
  range: RowRange,
  turns: Turns,
): AsyncGenerator<ResultBlock> {
  const writers = Array.from(
    { length: blocksAhead },
    () => new CsvWriter(instance, table, engineTypes, turns),
  );
  return rowBlocks(writers, range, mostTextBytes);
}

class CsvWriter implements RangeWriter {
  readonly #instance: DuckDBInstance;
  readonly #table: string;
  readonly #line: string;
  readonly #longBytes: string | null;
  readonly #turns: Turns;
  #connection: DuckDBConnection | null = null;

  constructor(
    instance: DuckDBInstance,
    table: string,
    engineTypes: readonly string[],
    turns: Turns,
  ) {
    const line = csvLineOf(engineTypes);
    if (line === null) throw new Error('a result of these columns is not written as CSV here');
    this.#instance = instance;
    this.#table = table;
    this.#line = line;
    this.#longBytes = longBytesOf(engineTypes);
    this.#turns = turns;
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async bytesIn(range: RowRange): Promise<number> {
    if (this.#longBytes === null) return 0;
    return Number(await this.#one(`sum(${this.#longBytes})`, range));
  }

  /** The instance of result files has one thread a statement, which takes the rows in their order. */
  write(range: RowRange): Promise<Uint8Array> {
    return this.#turns.take(async () => {
      const value = await this.#one(`encode(string_agg(${this.#line}, ''))`, range);
      // What DuckDB gives is its own memory, and goes with the statement's result.
      return Buffer.from((value as DuckDBBlobValue).bytes);
    });
  }

  async #one(expression: string, { from, until }: RowRange): Promise<unknown> {
    this.#connection ??= await this.#instance.connect();
    const result = await this.#connection.run(
      `SELECT ${expression} FROM ${this.#table} WHERE rowid BETWEEN ${from} AND ${until - 1}`,
    );
    const chunk = await result.fetchChunk();
    return chunk?.getColumnVector(0).getItem(0);
  }
}
