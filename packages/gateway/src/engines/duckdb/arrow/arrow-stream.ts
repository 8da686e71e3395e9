import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type Batch, Column, type Field, field, Table, tableToIPC } from '@uwdata/flechette';
import { arrowTypeOf } from './arrow-type.ts';
import { columnWriter } from './column-writers.ts';

/** Says that nothing comes any more (Arrow, "IPC Streaming Format"). */
const endBytes = 8;

/** The pieces of a stream of the Arrow IPC format: its columns, then batches of rows, then its end. */
export class ArrowStream {
  readonly #types: readonly DuckDBType[];
  readonly #fields: Field[];
  readonly schema: Uint8Array;
  readonly end: Uint8Array;

  /** @param types of columns in the form of their own (`types/columnar-type.ts`) */
  constructor(names: readonly string[], types: readonly DuckDBType[]) {
    this.#types = types;
    this.#fields = types.map((type, at) => field(names[at] ?? '', arrowTypeOf(type)));
    const empty = this.#write(null);
    this.schema = empty.subarray(0, -endBytes);
    this.end = empty.subarray(-endBytes);
  }

  /** Takes chunks, and makes one batch of them. */
  newBatch(): { append(chunk: DuckDBDataChunk): void; take(): Uint8Array } {
    const writers = this.#types.map((type) => columnWriter(type, arrowTypeOf(type)));
    return {
      append: (chunk) => {
        for (const [at, writer] of writers.entries()) {
          writer.append(chunk.getColumnVector(at), 0, chunk.rowCount);
        }
      },
      take: () => {
        const whole = this.#write(writers.map((writer) => writer.take()));
        // The library writes whole streams: of each, only the batch is wanted.
        return whole.subarray(this.schema.length, -endBytes);
      },
    };
  }

  #write(batches: readonly Batch<unknown>[] | null): Uint8Array {
    const columns = this.#fields.map(({ type }, at) => {
      const batch = batches?.[at];
      return new Column(batch ? [batch] : [], type);
    });
    const bytes = tableToIPC(new Table({ fields: this.#fields }, columns), { format: 'stream' });
    if (!bytes) throw new Error('Arrow was written into nothing');
    return bytes;
  }
}
