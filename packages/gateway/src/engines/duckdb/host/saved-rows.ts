import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { removePath } from '../path-release.ts';
import { resultStorageVersion, storedTypeOf } from '../types/table-definition.ts';

/** Rows pass through; what is written goes to the file as it comes. */
const memoryBytes = 128e6;

/**
 * The file in which the rows of a session are kept while its host is replaced: exact in every type, and out
 * of reach of users' statements, since an instance of its own has it open.
 */
export class SavedRows {
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  static async create(file: string): Promise<SavedRows> {
    await removePath(file);
    return SavedRows.open(file);
  }

  static async open(file: string): Promise<SavedRows> {
    const instance = await DuckDBInstance.create(file, {
      storage_compatibility_version: resultStorageVersion,
      threads: '1',
      memory_limit: `${memoryBytes}B`,
    });
    return new SavedRows(instance);
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
      await connection.run(`CREATE TABLE ${table} (${columns.join(', ')})`);
      const appender = await connection.createAppender(table);
      try {
        for (;;) {
          late.throwIfAborted();
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) break;
          appender.appendDataChunk(chunk);
        }
      } finally {
        appender.closeSync();
      }
    } finally {
      connection.closeSync();
    }
  }

  /** Appends what was kept, in its order, to a temporary table. */
  async giveBack(table: string, target: DuckDBConnection, into: string): Promise<void> {
    const connection = await this.#instance.connect();
    try {
      const result = await connection.stream(`SELECT * FROM ${table} ORDER BY rowid`);
      const appender = await target.createAppender(into, 'main', 'temp');
      try {
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) break;
          appender.appendDataChunk(chunk);
        }
      } finally {
        appender.closeSync();
      }
    } finally {
      connection.closeSync();
    }
  }

  /** What was kept is in the file afterwards. */
  close(): void {
    this.#instance.closeSync();
  }
}
