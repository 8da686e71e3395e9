import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { lakeCatalog } from '../lake-catalog.ts';
import { sizeOfFile } from '../size-of-file.ts';
import type { CheckpointJournal } from './checkpoint-journal.ts';
import { checkpoint, checkpointNoted, note } from './checkpoint-noted.ts';
import type { CommitGate } from './commit-gate.ts';
import type { OpenTransactions } from './open-transactions.ts';

/** So much written since the last one has a checkpoint, in the write-ahead file or, as with many rows at once, beside it. */
const longBytes = 16 * 1_024 * 1_024;
/** One for all that comes within that time; and as long between two tries. */
const soonMs = 1_000;
/** Where it is refused again and again: a try costs syncs. */
const longestPauseMs = 30_000;
/** How long others are kept from beginning. */
const holdMs = 200;
/** For looks at the catalog that are under way, of which each takes a moment. */
const longestLookMs = 2_000;

/** Writes the write-ahead file into the database. DuckDB does so never by itself: a kill would break it. */
export class Checkpoints {
  readonly #connection: DuckDBConnection;
  readonly #journal: CheckpointJournal;
  readonly #gate: CommitGate;
  readonly #transactions: OpenTransactions;
  readonly #databaseFile: string;
  /** How long the file was at the last one. */
  #databaseBytes: number;
  /** When the catalog last changed; null: that is in the file. */
  #changedAt: number | null = null;
  #isComing = false;
  #schemas: readonly string[] = [];

  /** @param connection runs nothing of a user, and commits nothing meanwhile */
  constructor(
    connection: DuckDBConnection,
    journal: CheckpointJournal,
    gate: CommitGate,
    transactions: OpenTransactions,
    databaseFile: string,
  ) {
    this.#connection = connection;
    this.#journal = journal;
    this.#gate = gate;
    this.#transactions = transactions;
    this.#databaseFile = databaseFile;
    this.#databaseBytes = sizeOfFile(databaseFile);
  }

  /** The schemas that are in the file itself, by their numbers in the catalog. */
  get schemas(): readonly string[] {
    return this.#schemas;
  }

  /** @throws while a transaction that is older than the newest change of the catalog is open, or one that has written */
  async make(): Promise<void> {
    await this.#gate.alone(async () => {
      const schemas = await this.#findSchemas();
      await checkpointNoted(this.#connection, this.#journal);
      this.#noteMade(schemas);
    });
  }

  #noteMade(schemas: readonly string[]): void {
    this.#schemas = schemas;
    this.#changedAt = null;
    this.#databaseBytes = sizeOfFile(this.#databaseFile);
  }

  /**
   * To be called after each commit. A long write-ahead file has a checkpoint soon, and so has every change of the
   * catalog: what DuckDB has to replay of these may be what it cannot.
   */
  noteCommit(isOfRowsAlone: boolean): void {
    if (!isOfRowsAlone) this.#changedAt = performance.now();
    if (this.#isDue && !this.#isComing) void this.#makeSoon();
  }

  get #isDue(): boolean {
    return this.#changedAt !== null || this.#isLong;
  }

  /** What is replayed fills the indexes anew. */
  get #isLong(): boolean {
    const walBytes = sizeOfFile(`${this.#databaseFile}.wal`);
    const grownBytes = walBytes > 0 ? sizeOfFile(this.#databaseFile) - this.#databaseBytes : 0;
    return walBytes + Math.max(grownBytes, 0) >= longBytes;
  }

  async #makeSoon(): Promise<void> {
    this.#isComing = true;
    let inMs = soonMs;
    do {
      await pause(inMs, null, { ref: false });
      // DuckDB refuses it while one is open that is older than the newest change of the catalog.
      if (this.#transactions.hasOneBefore(this.#changedAt ?? 0)) continue;
      const isMade = !this.#isDue || (await this.#tryToMake());
      inMs = isMade ? soonMs : Math.min(2 * inMs, longestPauseMs);
    } while (this.#isDue);
    this.#isComing = false;
  }

  async #tryToMake(): Promise<boolean> {
    try {
      await this.make();
    } catch {
      if (this.#isLong) await this.#makeBetween().catch(() => {});
    }
    return !this.#isDue;
  }

  /** Where short ones are open all the time, the next wait for a moment. */
  async #makeBetween(): Promise<void> {
    const letBegin = await this.#transactions.keepTo(() => false, holdMs);
    try {
      if (letBegin) await this.make();
    } finally {
      letBegin?.();
    }
  }

  /**
   * Commits and makes a checkpoint: after a kill in between nothing was committed. No other transaction may be open.
   * @param commit tells whether something was committed
   * @param giveUp ends this process, where there can be no checkpoint: the commit is taken back then
   * @throws where the file could not be noted; nothing was committed
   */
  commitWhole(commit: () => Promise<boolean>, giveUp: () => Promise<never>): Promise<void> {
    return this.#gate.alone(async () => {
      await note(this.#connection, this.#journal);
      if (await commit()) {
        const schemas = await this.#findSchemas().catch(giveUp);
        const until = performance.now() + longestLookMs;
        while (!(await this.#isMade())) {
          if (performance.now() > until) return giveUp();
          await pause(1);
        }
        this.#noteMade(schemas);
      }
      this.#journal.strike();
    });
  }

  async #isMade(): Promise<boolean> {
    try {
      await checkpoint(this.#connection);
      return true;
    } catch {
      return false;
    }
  }

  async #findSchemas(): Promise<string[]> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT oid FROM duckdb_schemas() WHERE database_name = '${lakeCatalog}'`,
    );
    return reader.getRows().map(([oid]) => String(oid));
  }
}
