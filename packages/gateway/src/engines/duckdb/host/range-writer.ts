import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ResultReader } from './result-reader.ts';
import type { RowRange } from './row-blocks.ts';

/** What is written of a range of rows, and how. */
export interface RangeForm {
  /** How many bytes the rows take together, about; it may leave out what is short. */
  bytesIn(connection: DuckDBConnection, range: RowRange): Promise<number>;
  write(connection: DuckDBConnection, range: RowRange): Promise<Uint8Array>;
}

/** Where rows are read, and for whom. */
export interface RowsReading {
  readonly instance: DuckDBInstance;
  readonly reader: ResultReader;
}

/** Writes rows of a table as a whole, on a connection of its own. */
export class RangeWriter {
  readonly #reading: RowsReading;
  readonly #form: RangeForm;
  #connection: DuckDBConnection | null = null;

  constructor(reading: RowsReading, form: RangeForm) {
    this.#reading = reading;
    this.#form = form;
  }

  async bytesIn(range: RowRange): Promise<number> {
    return this.#form.bytesIn(await this.#connect(), range);
  }

  /** @param bytes what `bytesIn` says of the rows */
  write(range: RowRange, bytes: number): Promise<Uint8Array> {
    return this.#reading.reader.write(bytes, async () =>
      this.#form.write(await this.#connect(), range),
    );
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async #connect(): Promise<DuckDBConnection> {
    this.#connection ??= await this.#reading.instance.connect();
    return this.#connection;
  }
}
