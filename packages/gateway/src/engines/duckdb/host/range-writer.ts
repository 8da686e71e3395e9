import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Turns } from '../turns.ts';
import type { RowRange } from './row-blocks.ts';

/** What is written of a range of rows, and how. */
export interface RangeForm {
  /** How many bytes the rows take together, about; it may leave out what is short. */
  bytesIn(connection: DuckDBConnection, range: RowRange): Promise<number>;
  write(connection: DuckDBConnection, range: RowRange): Promise<Uint8Array>;
}

/** What all readers of results share. */
export interface SharedReading {
  readonly instance: DuckDBInstance;
  /** All readers of the instance share its memory: each range that is written takes one. */
  readonly turns: Turns;
}

/** Writes rows of a table as a whole, on a connection of its own. */
export class RangeWriter {
  readonly #shared: SharedReading;
  readonly #form: RangeForm;
  #connection: DuckDBConnection | null = null;

  constructor(shared: SharedReading, form: RangeForm) {
    this.#shared = shared;
    this.#form = form;
  }

  async bytesIn(range: RowRange): Promise<number> {
    return this.#form.bytesIn(await this.#connect(), range);
  }

  write(range: RowRange): Promise<Uint8Array> {
    return this.#shared.turns.take(async () => this.#form.write(await this.#connect(), range));
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async #connect(): Promise<DuckDBConnection> {
    this.#connection ??= await this.#shared.instance.connect();
    return this.#connection;
  }
}
