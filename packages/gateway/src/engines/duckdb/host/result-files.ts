import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from '@duckdb/node-api';
import type { ColumnarFormat, PageBound } from '../../../core/ports/result-reader.ts';
import type { ResultBlock } from '../result-frames.ts';
import type { ColumnarRows, ResultRows, TypedRows } from '../messages/result-rows.ts';
import type { HostSettings } from '../messages/host-settings.ts';
import { resultsMemoryBytes } from '../memory-budget.ts';
import { removePath } from '../path-release.ts';
import { sizeOfFile } from '../size-of-file.ts';
import { resultStorageVersion, storedTypeOf } from '../types/table-definition.ts';
import { AttachedFiles } from './attached-files.ts';
import { arrowBlocks } from './arrow-blocks.ts';
import { type ColumnarTable, columnarTable } from './columnar-table.ts';
import { csvBlocks } from './csv-blocks.ts';
import { hostClock } from './host-clock.ts';
import { makeInlineTable } from './inline-table.ts';
import { jsonBlocks } from './json-blocks.ts';
import { pageRowsOf } from './page-rows.ts';
import { limitTemporary } from './lake.ts';
import { type ParquetCodec, parquetBlocks } from './parquet-blocks.ts';
import type { RowsReading } from './range-writer.ts';
import { ReadingMemory } from './reading-memory.ts';
import { type Reading, ResultReader } from './result-reader.ts';
import type { RowRange } from './row-blocks.ts';
import { runOn } from './run-on.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { ResultShare } from './result-tally.ts';
import { SavedFiles } from './saved-files.ts';

/** A chunk has at most 2,048 rows. */
const noteEveryChunks = 32;

/** Results of which it is known how many rows a page may have. */
const mostMeasured = 1_000;

type WriteTyped = (table: ColumnarTable, range: RowRange) => AsyncGenerator<ResultBlock>;
type CsvRows = ResultRows & { readonly engineTypes: readonly string[] };

/** What rows are written in. The rest of what the instance has is for what it keeps of its files. */
const readingBytes = 180e6;

/**
 * Result files, owned by a DuckDB instance of their own: exact in every type, and out of reach of any
 * statement of a user, who could otherwise read, drop or overwrite an attached result.
 */
export class ResultFiles {
  readonly #instance: DuckDBInstance;
  readonly #memory = new ReadingMemory(readingBytes, hostClock);
  readonly #attached: AttachedFiles;
  readonly #pageRows = new Map<string, Promise<number>>();
  /** Where the rows of sessions are while their host is replaced. */
  readonly saved: SavedFiles;
  readonly #groupsDir: string;
  #counter = 0;

  private constructor(instance: DuckDBInstance, groupsDir: string) {
    this.#instance = instance;
    this.#groupsDir = groupsDir;
    this.#attached = new AttachedFiles(instance);
    this.saved = new SavedFiles(instance, this.#attached);
  }

  static async open(settings: HostSettings): Promise<ResultFiles> {
    const { spillDir, temporaryBytes, instance: name } = settings;
    const instance = await DuckDBInstance.create(':memory:', {
      // Statements run beside one another, each on the thread that waits for it: so a scan has its order.
      threads: '1',
      memory_limit: `${resultsMemoryBytes}B`,
      temp_directory: join(spillDir, `${name}-results`),
    });
    const connection = await instance.connect();
    await limitTemporary(connection, temporaryBytes);
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    // Whoever reads a row of ZSTD unpacks all before it, and long texts are read a few rows at a time.
    await connection.run("SET GLOBAL disabled_compression_methods = 'zstd'");
    connection.closeSync();
    // The next host of the project removes what one that was killed has left in it.
    const groupsDir = join(spillDir, `${name}-groups`);
    await mkdir(groupsDir, { recursive: true, mode: 0o700 });
    return new ResultFiles(instance, groupsDir);
  }

  /**
   * Writes chunks as they come; the file is whole and durable when this returns.
   * @param first chunks that were already taken
   * @param share is told how large the file is, now and then and at the end, and may refuse it
   * @param next the rest, null at the end
   */
  async write(
    file: string,
    types: readonly DuckDBType[],
    first: readonly DuckDBDataChunk[],
    share: ResultShare,
    next: () => Promise<DuckDBDataChunk | null>,
  ): Promise<{ rowCount: number; bytes: number }> {
    await removePath(file);
    const alias = `result_${++this.#counter}`;
    const connection = await this.#instance.connect();
    try {
      await connection.run(
        `ATTACH ${quoteText(file)} AS ${alias} (STORAGE_VERSION '${resultStorageVersion}')`,
      );
      const columns = types.map((type, index) => `c${index} ${storedTypeOf(type)}`).join(', ');
      await connection.run(`CREATE TABLE ${alias}.main.result (${columns})`);
      const note = () => share.note(sizeOfFile(file) + sizeOfFile(`${file}.wal`));
      const rowCount = await append(connection, alias, first, noting(next, note));
      // Detaching writes a checkpoint: no write-ahead file is left beside the result.
      await connection.run(`DETACH ${alias}`);
      note();
      return { rowCount, bytes: sizeOfFile(file) };
    } catch (error) {
      // A failed checkpoint has detached it all the same.
      await connection.run(`DETACH ${alias}`).catch(() => {});
      await removePath(file);
      throw error;
    } finally {
      connection.closeSync();
    }
  }

  /** The rows `offset` and on, as JSON lines, in the order of the result. */
  readLines(rows: ResultRows, reading: Reading): AsyncGenerator<ResultBlock> {
    return this.#readFile(rows, (table, range) => jsonBlocks(table, range, this.#of(reading)));
  }

  /** The same as CSV. */
  readCsv({ engineTypes, ...rows }: CsvRows, reading: Reading): AsyncGenerator<ResultBlock> {
    return this.#readFile(rows, (table, range) =>
      csvBlocks(table, engineTypes, range, this.#of(reading)),
    );
  }

  async *#readFile(
    { file, offset, limit }: ResultRows,
    write: (table: string, range: RowRange) => AsyncGenerator<ResultBlock>,
  ): AsyncGenerator<ResultBlock> {
    const alias = await this.#attached.attach(file);
    try {
      const table = `${alias}.main.result`;
      const until = Math.min(offset + limit, await this.#rowCount(table));
      yield* write(table, { from: offset, until });
    } finally {
      await this.#attached.detach(file);
    }
  }

  /** The same, or rows that lie with the job, as a file of typed columns. */
  readColumnar(rows: ColumnarRows, reading: Reading): AsyncGenerator<ResultBlock> {
    switch (rows.format) {
      case 'parquet':
        return this.readParquet(rows, 'snappy', reading);
      case 'arrow':
        return this.#readTyped(rows, 'arrow', (table, range) =>
          arrowBlocks(table, range, this.#of(reading)),
        );
    }
  }

  readParquet(rows: TypedRows, codec: ParquetCodec, reading: Reading): AsyncGenerator<ResultBlock> {
    const parts = { ...this.#of(reading), directory: this.#groupsDir, codec };
    return this.#readTyped(rows, 'parquet', (table, range) => parquetBlocks(table, range, parts));
  }

  async *#readTyped(
    rows: TypedRows,
    format: ColumnarFormat,
    write: WriteTyped,
  ): AsyncGenerator<ResultBlock> {
    const { source } = rows;
    if (source.at === 'file') {
      const alias = await this.#attached.attach(source.file);
      try {
        yield* this.#writeTyped(`${alias}.main.result`, rows, format, write);
      } finally {
        await this.#attached.detach(source.file);
      }
      return;
    }
    const catalog = await makeInlineTable(this.#instance, source);
    try {
      yield* this.#writeTyped(`${catalog}.main.result`, rows, format, write);
    } finally {
      await runOn(this.#instance, `DETACH ${catalog}`);
    }
  }

  async *#writeTyped(
    name: string,
    { names, offset, limit }: TypedRows,
    format: ColumnarFormat,
    write: WriteTyped,
  ): AsyncGenerator<ResultBlock> {
    const table = await columnarTable(this.#instance, name, names, format);
    const until = Math.min(offset + limit, await this.#rowCount(name));
    yield* write(table, { from: offset, until });
  }

  /** How many rows a page of the result may have. It is looked at once: a result never changes. */
  pageRows(file: string, most: PageBound): Promise<number> {
    const key = JSON.stringify([file, most]);
    const known = this.#pageRows.get(key);
    if (known) return known;
    const [oldest] = this.#pageRows.keys();
    if (oldest !== undefined && this.#pageRows.size >= mostMeasured) this.#pageRows.delete(oldest);
    const measured = this.#measure(file, most);
    this.#pageRows.set(key, measured);
    measured.catch(() => this.#pageRows.delete(key));
    return measured;
  }

  async #measure(file: string, most: PageBound): Promise<number> {
    const alias = await this.#attached.attach(file);
    const connection = await this.#instance.connect();
    try {
      return await pageRowsOf(connection, `${alias}.main.result`, most);
    } finally {
      connection.closeSync();
      await this.#attached.detach(file);
    }
  }

  #of(reading: Reading): RowsReading {
    return { instance: this.#instance, reader: new ResultReader(this.#memory, reading) };
  }

  async #rowCount(table: string): Promise<number> {
    const connection = await this.#instance.connect();
    try {
      const rows = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
      return Number(rows.value(0, 0));
    } finally {
      connection.closeSync();
    }
  }
}

/** The same chunks, with a look at the file now and then. */
function noting<T>(next: () => Promise<T>, note: () => void): () => Promise<T> {
  let taken = 0;
  return () => {
    taken += 1;
    if (taken % noteEveryChunks === 0) note();
    return next();
  };
}

async function append(
  connection: DuckDBConnection,
  alias: string,
  first: readonly DuckDBDataChunk[],
  next: () => Promise<DuckDBDataChunk | null>,
): Promise<number> {
  const appender = await connection.createAppender('result', 'main', alias);
  let rowCount = 0;
  try {
    for (const chunk of first) {
      appender.appendDataChunk(chunk);
      rowCount += chunk.rowCount;
    }
    for (let chunk = await next(); chunk; chunk = await next()) {
      appender.appendDataChunk(chunk);
      rowCount += chunk.rowCount;
    }
  } finally {
    appender.closeSync();
  }
  return rowCount;
}
