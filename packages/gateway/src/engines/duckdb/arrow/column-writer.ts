import type { DuckDBVector } from '@duckdb/node-api';
import type { Batch } from '@uwdata/flechette';

/** Takes what is in vectors of DuckDB, and gives it as Arrow lays it out ("Arrow Columnar Format"). */
export interface ColumnWriter {
  append(vector: DuckDBVector, from: number, count: number): void;
  /** All that was taken; the next begins anew. */
  take(): Batch<unknown>;
}
