import type { ColumnBuilderCallback, ColumnDataType, Kysely, Transaction } from 'kysely';
import type { Contains } from './jobs/list-conditions.ts';
import type { Tables } from './tables.ts';

/** What the queries ask of a driver. One folder beside this file implements it. */
export interface Database {
  /** Sees what is committed. It never waits for a write. */
  readonly reader: Kysely<Tables>;

  /** Like `reader`, for a question that takes long: others wait for it here, and nobody elsewhere. */
  readonly searcher: Kysely<Tables>;

  /** Whether a text has a part, upper and lower case alike. */
  readonly contains: Contains;

  /**
   * Runs one write as a whole or not at all; resolves after it is on disk. Writes reach the disk in
   * the order in which they were asked for. The work awaits nothing but its own queries, since others
   * wait for it; and it may be rolled back and run again, where another one of the same commit has failed.
   */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;

  /** Likewise, but resolves when it is committed, and on its way to the disk: only the power can undo it then. */
  writeAhead<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<Ahead<T>>;

  /** Likewise, for one of many writes: between two of them others have as much time as these. */
  writeInBulk<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<InBulk<T>>;

  /**
   * Calls `listener` before each commit, within its transaction: what it asks to be written is in the same
   * commit, unless others still wait.
   */
  beforeCommit(listener: () => void): void;
}

/** A write that is committed. */
export interface Ahead<T> {
  readonly answer: T;
  /** Rejects when it cannot be brought there. */
  readonly onDisk: Promise<void>;
}

/** A write that was one of many. */
export interface InBulk<T> {
  readonly answer: T;
  /** From its turn until it was on disk: so long others waited for it. */
  readonly tookMs: number;
}

/** How a database spells a column that counts up by itself and never gives a number twice. */
export interface SequenceColumn {
  readonly type: ColumnDataType;
  readonly build: ColumnBuilderCallback;
}
