import type { DuckDBBlobValue, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { CsvBlock } from '../csv-frames.ts';
import { csvLineOf, longBytesOf } from '../types/csv-columns.ts';
import type { Turns } from '../turns.ts';

/** DuckDB stores that many rows together, and reads others of them in vain. */
const groupRows = 122_880;
/** More text than that is not put together at once. */
const mostTextBytes = 4 * 1_024 * 1_024;
/** One is sent while the next are written. */
const blocksAhead = 3;

/** From the row `from` on, up to before the row `until`. */
interface RowRange {
  readonly from: number;
  readonly until: number;
}

/**
 * The rows of a table as CSV, in large blocks that DuckDB writes as a whole. Some are written ahead, each
 * on a connection of its own, and no more before somebody takes them.
 * @param turns all readers of the instance share its memory: each block that is written takes one
 */
export async function* csvBlocks(
  instance: DuckDBInstance,
  table: string,
  engineTypes: readonly string[],
  range: RowRange,
  turns: Turns,
): AsyncGenerator<CsvBlock> {
  const writers = Array.from(
    { length: blocksAhead },
    () => new BlockWriter(instance, table, engineTypes, turns),
  );
  const begun: Begun[] = [];
  const groups = groupsOf(range);
  try {
    for (let turn = 0; ; turn++) {
      const writer = writers[turn % writers.length];
      const group = groups.next();
      if (!group.done && writer) begun.push(begin(writer.blocks(group.value)));
      if (!group.done && begun.length < writers.length) continue;
      const current = begun.shift();
      if (!current) return;
      const first = await current.first;
      if (!first.done) yield first.value;
      yield* current.blocks;
    }
  } finally {
    for (const writer of writers) writer.interrupt();
    await Promise.allSettled(begun.map(({ first }) => first));
    for (const writer of writers) writer.close();
  }
}

interface Begun {
  readonly blocks: AsyncGenerator<CsvBlock>;
  readonly first: Promise<IteratorResult<CsvBlock, unknown>>;
}

function begin(blocks: AsyncGenerator<CsvBlock>): Begun {
  const first = blocks.next();
  // Whoever takes it hears of a failure; until then, and where nobody does, it is none of its own.
  first.catch(() => {});
  return { blocks, first };
}

/** As they are stored together. */
function* groupsOf({ from, until }: RowRange): Generator<RowRange> {
  for (let at = from; at < until;) {
    const next = Math.min(until, (Math.floor(at / groupRows) + 1) * groupRows);
    yield { from: at, until: next };
    at = next;
  }
}

class BlockWriter {
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

  async *blocks(range: RowRange): AsyncGenerator<CsvBlock> {
    const rows = range.until - range.from;
    const parts = Math.min(rows, Math.ceil((await this.#textBytes(range)) / mostTextBytes));
    if (parts <= 1) {
      yield { rows, bytes: await this.#write(range) };
      return;
    }
    // The texts may lie unevenly: each part is looked at again.
    const partRows = Math.ceil(rows / parts);
    for (let from = range.from; from < range.until; from += partRows) {
      yield* this.blocks({ from, until: Math.min(range.until, from + partRows) });
    }
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async #textBytes(range: RowRange): Promise<number> {
    if (this.#longBytes === null) return 0;
    return Number(await this.#one(`sum(${this.#longBytes})`, range));
  }

  /** The instance of result files has one thread a statement, which takes the rows in their order. */
  #write(range: RowRange): Promise<Uint8Array> {
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
