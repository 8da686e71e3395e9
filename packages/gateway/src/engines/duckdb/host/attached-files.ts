import type { DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../sql/quote-text.ts';
import { runOn } from './run-on.ts';

interface Attached {
  readonly alias: string;
  readers: number;
}

/** Files that an instance has attached to read them: each once, however many read it. */
export class AttachedFiles {
  readonly #instance: DuckDBInstance;
  readonly #attached = new Map<string, Promise<Attached>>();
  #counter = 0;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** @returns the name that it has in the instance until whoever calls detaches it */
  async attach(file: string): Promise<string> {
    const attaching = this.#attached.get(file) ?? this.#attachFile(file);
    this.#attached.set(file, attaching);
    try {
      const attached = await attaching;
      attached.readers += 1;
      return attached.alias;
    } catch (error) {
      this.#attached.delete(file);
      throw error;
    }
  }

  async detach(file: string): Promise<void> {
    const attached = await this.#attached.get(file);
    if (!attached) return;
    attached.readers -= 1;
    if (attached.readers > 0) return;
    this.#attached.delete(file);
    await runOn(this.#instance, `DETACH ${attached.alias}`);
  }

  async #attachFile(file: string): Promise<Attached> {
    const alias = `read_${++this.#counter}`;
    await runOn(this.#instance, `ATTACH ${quoteText(file)} AS ${alias} (READ_ONLY)`);
    return { alias, readers: 0 };
  }
}
