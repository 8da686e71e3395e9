import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBInstance,
  DuckDBResult,
} from '@duckdb/node-api';
import { storedTypeOf } from '../types/table-definition.ts';

/** The file, for the instance. */
interface SavedFile {
  readonly path: string;
  /** @returns the name that it has there */
  attach(): Promise<string>;
  detach(alias: string): Promise<void>;
}

/**
 * A file in which rows of sessions are kept while their host is replaced: exact in every type, and out of
 * reach of users' statements, since another instance has it open, once somebody needs it.
 */
export class SavedRows {
  readonly #instance: DuckDBInstance;
  readonly #file: SavedFile;
  #alias: Promise<string> | null = null;
  #counter = 0;

  constructor(instance: DuckDBInstance, file: SavedFile) {
    this.#instance = instance;
    this.#file = file;
  }

  get path(): string {
    return this.#file.path;
  }

  /**
   * Keeps the rows of a query.
   * @param late aborts when it takes too long
   * @returns the table in which they are
   */
  async keep(query: string, source: DuckDBConnection, late: AbortSignal): Promise<string> {
    const table = `t${++this.#counter}`;
    const alias = await this.#attached();
    const result = await source.stream(query);
    const columns = result.columnTypes().map((type, index) => `c${index} ${storedTypeOf(type)}`);
    const connection = await this.#instance.connect();
    try {
      await connection.run(`CREATE TABLE ${alias}.main.${table} (${columns.join(', ')})`);
      await appendAll(result, await connection.createAppender(table, 'main', alias), late);
      return table;
    } finally {
      connection.closeSync();
    }
  }

  /** Appends what was kept, in its order, to a temporary table. */
  async giveBack(table: string, target: DuckDBConnection, into: string): Promise<void> {
    const alias = await this.#attached();
    const connection = await this.#instance.connect();
    try {
      const result = await connection.stream(`FROM ${alias}.main.${table}`);
      await appendAll(result, await target.createAppender(into, 'main', 'temp'));
    } finally {
      connection.closeSync();
    }
  }

  /** What was kept is in the file afterwards. */
  async close(): Promise<void> {
    if (this.#alias) await this.#file.detach(await this.#alias);
  }

  #attached(): Promise<string> {
    return (this.#alias ??= this.#file.attach());
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
