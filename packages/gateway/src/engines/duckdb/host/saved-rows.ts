import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBInstance,
  DuckDBResult,
} from '@duckdb/node-api';
import { removePath } from '../path-release.ts';
import { resultStorageVersion, storedTypeOf } from '../types/table-definition.ts';
import { quoteText } from './quote-text.ts';

/**
 * The file in which the rows of a session are kept while its host is replaced: exact in every type, and out
 * of reach of users' statements, since another instance has it open.
 */
export class SavedRows {
  readonly #instance: DuckDBInstance;
  readonly #alias: string;

  private constructor(instance: DuckDBInstance, alias: string) {
    this.#instance = instance;
    this.#alias = alias;
  }

  /** @param alias names it in the instance, and nothing else there */
  static async create(instance: DuckDBInstance, alias: string, file: string): Promise<SavedRows> {
    await removePath(file);
    return SavedRows.#attach(instance, alias, file, `STORAGE_VERSION '${resultStorageVersion}'`);
  }

  static open(instance: DuckDBInstance, alias: string, file: string): Promise<SavedRows> {
    return SavedRows.#attach(instance, alias, file, 'READ_ONLY');
  }

  static async #attach(
    instance: DuckDBInstance,
    alias: string,
    file: string,
    options: string,
  ): Promise<SavedRows> {
    const rows = new SavedRows(instance, alias);
    await rows.#run(`ATTACH ${quoteText(file)} AS ${alias} (${options})`);
    return rows;
  }

  /**
   * Keeps the rows of a query.
   * @param late aborts when it takes too long
   */
  async keep(
    table: string,
    query: string,
    source: DuckDBConnection,
    late: AbortSignal,
  ): Promise<void> {
    const result = await source.stream(query);
    const columns = result.columnTypes().map((type, index) => `c${index} ${storedTypeOf(type)}`);
    const connection = await this.#instance.connect();
    try {
      await connection.run(`CREATE TABLE ${this.#alias}.main.${table} (${columns.join(', ')})`);
      await appendAll(result, await connection.createAppender(table, 'main', this.#alias), late);
    } finally {
      connection.closeSync();
    }
  }

  /** Appends what was kept, in its order, to a temporary table. */
  async giveBack(table: string, target: DuckDBConnection, into: string): Promise<void> {
    const connection = await this.#instance.connect();
    try {
      const result = await connection.stream(
        `SELECT * FROM ${this.#alias}.main.${table} ORDER BY rowid`,
      );
      await appendAll(result, await target.createAppender(into, 'main', 'temp'));
    } finally {
      connection.closeSync();
    }
  }

  /** What was kept is in the file afterwards. */
  close(): Promise<void> {
    return this.#run(`DETACH ${this.#alias}`);
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

/**
 * Appends chunk by chunk, and holds none of them.
 * @throws the reason of `late` where that aborts meanwhile
 */
async function appendAll(
  result: DuckDBResult,
  appender: DuckDBAppender,
  late?: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      late?.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}
