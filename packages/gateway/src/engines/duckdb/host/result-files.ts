import { join } from 'node:path';
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from '@duckdb/node-api';
import type { PageBound } from '../../../core/ports/result-reader.ts';
import type { CsvBlock } from '../csv-frames.ts';
import type { HostSettings, ResultRows } from '../host-messages.ts';
import { resultsMemoryBytes } from '../memory-budget.ts';
import { removePath } from '../path-release.ts';
import { sizeOfFile } from '../size-of-file.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import { resultStorageVersion, storedTypeOf } from '../types/table-definition.ts';
import { csvBlocks } from './csv-blocks.ts';
import { Turns } from '../turns.ts';
import { pageRowsOf } from './page-rows.ts';
import { limitTemporary } from './lake.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { ResultShare } from './result-tally.ts';
import { SavedRows } from './saved-rows.ts';

/** A chunk has at most 2,048 rows. */
const noteEveryChunks = 32;

/** How long a file of saved rows stays attached when a session has its own back. */
const keepSavedMs = 1_000;
/** Results of which it is known how many rows a page may have. */
const mostMeasured = 1_000;

type CsvRows = ResultRows & { readonly engineTypes: readonly string[] };

/** One of them takes some 30 MB of the instance's 512. */
const blocksAtOnce = 6;

interface Attached {
  readonly alias: string;
  readers: number;
}

/**
 * Result files, owned by a DuckDB instance of their own: exact in every type, and out of reach of any
 * statement of a user, who could otherwise read, drop or overwrite an attached result.
 */
export class ResultFiles {
  readonly #instance: DuckDBInstance;
  readonly #turns = new Turns(blocksAtOnce);
  readonly #attached = new Map<string, Promise<Attached>>();
  readonly #pageRows = new Map<string, Promise<number>>();
  #counter = 0;
  #newSaved = 0;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
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
    connection.closeSync();
    return new ResultFiles(instance);
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
    const alias = this.#newAlias();
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

  /** The rows `offset` and on, as JSON lines, a chunk's worth at a time, in the order of the result. */
  async *read(file: string, offset: number, limit: number): AsyncGenerator<readonly string[]> {
    const { alias } = await this.#attach(file);
    const connection = await this.#instance.connect();
    try {
      const last = offset + limit - 1;
      const result = await connection.stream(
        `SELECT * FROM ${alias}.main.result WHERE rowid BETWEEN ${offset} AND ${last} ORDER BY rowid`,
      );
      const write = chunkJsonWriter(result.columnTypes());
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) return;
        yield write(chunk);
      }
    } finally {
      connection.closeSync();
      await this.#detach(file);
    }
  }

  /** The same as CSV, in large blocks. */
  async *readCsv({ file, offset, limit, engineTypes }: CsvRows): AsyncGenerator<CsvBlock> {
    const { alias } = await this.#attach(file);
    try {
      const table = `${alias}.main.result`;
      const until = Math.min(offset + limit, await this.#rowCount(table));
      yield* csvBlocks(this.#instance, table, engineTypes, { from: offset, until }, this.#turns);
    } finally {
      await this.#detach(file);
    }
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
    const { alias } = await this.#attach(file);
    const connection = await this.#instance.connect();
    try {
      return await pageRowsOf(connection, `${alias}.main.result`, most);
    } finally {
      connection.closeSync();
      await this.#detach(file);
    }
  }

  /** A new file for rows of sessions, until it is closed. */
  newSaved(path: string): SavedRows {
    return new SavedRows(this.#instance, {
      path,
      attach: () => this.#attachNewSaved(path),
      detach: (alias) => this.#detachNewSaved(alias),
    });
  }

  /** Rows of sessions that another host has saved, until it is closed. */
  saved(path: string): SavedRows {
    return new SavedRows(this.#instance, {
      path,
      attach: async () => (await this.#attach(path)).alias,
      // To attach it takes the longer the more tables are in it: the next session finds it there.
      detach: async () => void setTimeout(() => void this.#detach(path), keepSavedMs).unref(),
    });
  }

  /**
   * Nothing is synced before it is detached: nobody looks for it after the end of the machine. To compress rows
   * takes three times as long as to write them.
   */
  async #attachNewSaved(file: string): Promise<string> {
    await removePath(file);
    const alias = this.#newAlias();
    const options = `STORAGE_VERSION '${resultStorageVersion}', RECOVERY_MODE no_wal_writes`;
    await this.#run(`ATTACH ${quoteText(file)} AS ${alias} (${options})`);
    this.#newSaved += 1;
    await this.#run("SET GLOBAL force_compression = 'uncompressed'");
    return alias;
  }

  async #detachNewSaved(alias: string): Promise<void> {
    await this.#run(`DETACH ${alias}`);
    this.#newSaved -= 1;
    if (this.#newSaved === 0) await this.#run('RESET GLOBAL force_compression');
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

  #newAlias(): string {
    this.#counter += 1;
    return `result_${this.#counter}`;
  }

  /** One file is attached once, however many read it. */
  async #attach(file: string): Promise<Attached> {
    const attaching = this.#attached.get(file) ?? this.#attachFile(file);
    this.#attached.set(file, attaching);
    try {
      const attached = await attaching;
      attached.readers += 1;
      return attached;
    } catch (error) {
      this.#attached.delete(file);
      throw error;
    }
  }

  async #attachFile(file: string): Promise<Attached> {
    const alias = this.#newAlias();
    await this.#run(`ATTACH ${quoteText(file)} AS ${alias} (READ_ONLY)`);
    return { alias, readers: 0 };
  }

  async #detach(file: string): Promise<void> {
    const attached = await this.#attached.get(file);
    if (!attached) return;
    attached.readers -= 1;
    if (attached.readers > 0) return;
    this.#attached.delete(file);
    await this.#run(`DETACH ${attached.alias}`);
  }

  async #run(sql: string): Promise<void> {
    const connection = await this.#instance.connect();
    try {
      await connection.run(sql);
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
