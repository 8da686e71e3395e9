import type { OperationRef } from '../job/job.ts';
import type { Catalog } from './catalog.ts';
import type { Engine } from './engine.ts';
import type { ResultReader } from './result-reader.ts';
import type { StatementReader } from './statement-reader.ts';
import type { Storage } from './storage.ts';

/** An engine that queues of projects may name: it takes statements, and keeps what they make. */
export interface SqlEngine extends Engine, StatementReader, Storage {
  /** How much of the work is done, 0 to 1, where the engine says so itself. */
  progress(ref: OperationRef): number | null;

  readonly catalog: Catalog;

  readonly results: ResultReader;

  /** How many processes of this engine are alive. */
  hostsAlive(): number;
}
