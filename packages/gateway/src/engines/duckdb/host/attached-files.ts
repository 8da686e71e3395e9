import type { DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../sql/quote-text.ts';
import { runOn } from './run-on.ts';

interface Attached {
  readonly alias: Promise<string>;
  readers: number;
}

/** Files that an instance has attached to read them: each once, however many read it. */
export class AttachedFiles {
  readonly #instance: DuckDBInstance;
  readonly #attached = new Map<string, Attached>();
  /** Those that nobody reads any more, until DuckDB has let go of them: it takes no file twice. */
  readonly #leaving = new Map<string, Promise<void>>();
  #counter = 0;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** @returns the name that it has in the instance until whoever calls detaches it */
  async attach(file: string): Promise<string> {
    let attached = this.#attached.get(file);
    if (!attached) {
      attached = { alias: this.#attachFile(file), readers: 0 };
      this.#attached.set(file, attached);
    }
    // Before any wait: another reader may leave meanwhile, and is not the last one.
    attached.readers += 1;
    try {
      return await attached.alias;
    } catch (error) {
      if (this.#attached.get(file) === attached) this.#attached.delete(file);
      throw error;
    }
  }

  async detach(file: string): Promise<void> {
    const attached = this.#attached.get(file);
    if (!attached) return;
    attached.readers -= 1;
    if (attached.readers > 0) return;
    this.#attached.delete(file);
    const leaving = this.#detachFile(attached.alias);
    this.#leaving.set(file, leaving);
    try {
      await leaving;
    } finally {
      if (this.#leaving.get(file) === leaving) this.#leaving.delete(file);
    }
  }

  async #attachFile(file: string): Promise<string> {
    await this.#leaving.get(file)?.catch(() => {});
    const alias = `read_${++this.#counter}`;
    await runOn(this.#instance, `ATTACH ${quoteText(file)} AS ${alias} (READ_ONLY)`);
    return alias;
  }

  async #detachFile(alias: Promise<string>): Promise<void> {
    await runOn(this.#instance, `DETACH ${await alias}`);
  }
}
