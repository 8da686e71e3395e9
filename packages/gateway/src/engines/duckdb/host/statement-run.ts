import { mkdirSync, rmSync } from 'node:fs';
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { ResultSummary } from '../../../core/job/ending.ts';
import type { Observed } from '../../../core/job/transition.ts';
import { describeOverQuota } from '../../../core/quotas/describe-over-quota.ts';
import { OverQuotaError } from '../../../core/quotas/over-quota-error.ts';
import type { OverQuota } from '../../../core/quotas/quota.ts';
import { asidePath, finishCopy } from '../finish-copy.ts';
import type { RunOrder } from '../host-messages.ts';
import { leaveWriteNote } from '../write-note.ts';
import { isConflict, isFatal, isReadOnlyRefusal, isTemporaryFull } from '../engine-error.ts';
import { GrowthWatch } from './growth-watch.ts';
import { type Lake, useDatabase, writeMarker } from './lake.ts';
import { prepareStatement } from './prepare-statement.ts';
import { quoteText } from './quote-text.ts';
import { RefusedError } from './refused-error.ts';
import type { ResultFiles } from './result-files.ts';
import { drainResult } from './result-sink.ts';
import type { ResultShare, ResultTally } from './result-tally.ts';

/** An interrupt is forgotten when it comes too early: it is sent again until the statement settles. */
const interruptEveryMs = 20;
/** A conflict wrote nothing; the statement tries again, later each time. */
const firstBackoffMs = 5;
const longestBackoffMs = 500;

const beginWrite = 'BEGIN TRANSACTION';
const beginRead = 'BEGIN TRANSACTION READ ONLY';
/** Fails where the transaction has failed. */
const probe = 'SELECT 1';

/** What a run tells its gateway. */
export interface RunGateway {
  /** A COMMIT is about to be sent; resolves when the system has taken the message. */
  committing(): Promise<void>;
  /** Nothing true can be said here any more: ends this process. */
  giveUpHost(): void;
}

/**
 * One statement on a connection of its own, in one transaction: its rows, its commit marker and its
 * end belong together.
 */
export class StatementRun {
  readonly #order: RunOrder;
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #gateway: RunGateway;
  #connection: DuckDBConnection | null = null;
  #phase: 'working' | 'committing' | 'settled' = 'working';
  #isStopWanted = false;
  #stopWanted = Promise.withResolvers<void>();
  #done = 0;
  #mayHaveCommitted = false;
  #leavesNothing = false;
  /** Whether the connection is as it was before this statement. */
  #isAsNew = false;

  readonly #growth: GrowthWatch;
  readonly #share: ResultShare;

  constructor(
    order: RunOrder,
    lake: Lake,
    files: ResultFiles,
    tally: ResultTally,
    gateway: RunGateway,
  ) {
    this.#growth = new GrowthWatch(order, lake);
    this.#share = tally.begin(order.room.results);
    this.#order = order;
    this.#gateway = gateway;
    this.#lake = lake;
    this.#files = files;
  }

  /** The engine's own figure, 0 to 1; 0 while it gives none. Never falls. */
  get done(): number {
    const percentage = this.#phase === 'working' ? (this.#connection?.progress.percentage ?? 0) : 0;
    this.#done = Math.max(this.#done, Math.min(percentage / 100, 1));
    return this.#done;
  }

  get order(): RunOrder {
    return this.#order;
  }

  /** A COMMIT of a write was sent: only the marker tells whether it came through. */
  get mayHaveCommitted(): boolean {
    return this.#mayHaveCommitted;
  }

  /** Interrupts the statement, again and again until it has settled. Never during its COMMIT. */
  stop(): void {
    if (this.#isStopWanted) return;
    this.#isStopWanted = true;
    this.#stopWanted.resolve();
    const again = () => {
      // An interrupt during COMMIT makes DuckDB report a failure of what it has committed.
      if (this.#phase === 'working') this.#connection?.interrupt();
      if (this.#phase === 'settled') clearInterval(timer);
    };
    const timer = setInterval(again, interruptEveryMs);
    again();
  }

  /** Runs to the end, whichever it is. Never rejects. */
  async run(): Promise<Observed> {
    let observed: Observed | null = null;
    try {
      this.#connection = await this.#lake.connect();
      this.#growth.start(() => {
        if (this.#phase === 'working') this.#connection?.interrupt();
      });
      observed = await this.#runOn(this.#connection);
      return observed;
    } catch (error) {
      return this.#failure(error);
    } finally {
      this.#phase = 'settled';
      this.#growth.close();
      this.#share.end(observed?.kind === 'succeeded');
      const connection = this.#connection;
      this.#connection = null;
      if (connection) this.#lake.giveBack(connection, this.#isAsNew && !this.#isStopWanted);
      if (this.#order.copyTo) rmSync(this.#order.copyTo.asideDir, { recursive: true, force: true });
    }
  }

  async #runOn(connection: DuckDBConnection): Promise<Observed> {
    // DuckDB 1.5.6 cannot replay a CREATE TYPE whose schema was made in the same write-ahead file:
    // after a kill the whole database would stay shut.
    if (this.#order.definesType) await this.#lake.checkpoint();
    let isWrite = !this.#order.isQuery;
    let backoffMs = firstBackoffMs;
    for (;;) {
      if (this.#isStopWanted) return { kind: 'stopped' };
      try {
        await this.#begin(connection, isWrite);
        const observed = await this.#attempt(connection, isWrite);
        this.#isAsNew = observed.kind === 'succeeded' && this.#leavesNothing;
        return observed;
      } catch (error) {
        this.#phase = 'working';
        await connection.run('ROLLBACK').catch(() => {});
        this.#growth.refuseIfOver();
        if (!isWrite && isReadOnlyRefusal(error)) {
          // A SELECT that calls nextval, say: a statement that can write is a write.
          await leaveWriteNote(this.#order.writeNote);
          isWrite = true;
        } else if (isWrite && isConflict(error)) {
          await this.#pause(backoffMs);
          backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
        } else {
          throw error;
        }
      }
    }
  }

  /** Enters the database and begins, in one trip. Where there is such a database, neither fails. */
  async #begin(connection: DuckDBConnection, isWrite: boolean): Promise<void> {
    const begin = isWrite ? beginWrite : beginRead;
    try {
      await connection.run(`${useDatabase(this.#order.database)}; ${begin}`);
    } catch (error) {
      if (this.#isStopWanted) throw error;
      throw new RefusedError({
        code: 'semantic',
        message: `There is no database named ${this.#order.database}. Make it with CREATE SCHEMA.`,
      });
    }
  }

  async #attempt(connection: DuckDBConnection, isWrite: boolean): Promise<Observed> {
    const streamed = await (await this.#prepare(connection)).stream();
    const { resultFile } = this.#order;
    const result = await drainResult(
      streamed,
      resultFile,
      this.#files,
      this.#share,
      () => this.#isStopWanted,
    );
    if (this.#isStopWanted) throw new Error('stopped before its commit');
    // A stream that was stopped for a quota looks like one that ended.
    if (isWrite) await this.#growth.demandRoom();
    // In one trip where nothing comes between: a read commits nothing that could be lost.
    await this.#makeSureOfTheStream(connection, isWrite, isWrite ? probe : `${probe}; COMMIT`);
    if (!isWrite) return { kind: 'succeeded', result };
    if (this.#isStopWanted) throw new Error('stopped before its commit');
    const { columns, rowCount, rows, affectedRows } = result;
    // Its rows are whole by now, here or in their file: with the marker they outlive this process.
    const returned = columns.length === 0 ? null : { columns, rowCount, rows };
    const marker = { mac: this.#order.mac, affectedRows, returned };
    await writeMarker(connection, this.#order.jobId, marker);
    return this.#commit(connection, result);
  }

  async #prepare(connection: DuckDBConnection): Promise<DuckDBPreparedStatement> {
    const { statement, leavesNothing } = await prepareStatement(connection, this.#sql());
    this.#leavesNothing = leavesNothing;
    return statement;
  }

  /**
   * A stream that fails after its first rows just ends, like one that is complete (I11). Its
   * transaction tells them apart, but not why; run whole, the statement says it.
   */
  async #makeSureOfTheStream(
    connection: DuckDBConnection,
    isWrite: boolean,
    question: string,
  ): Promise<void> {
    try {
      await connection.run(question);
    } catch (error) {
      if (this.#isStopWanted) throw error;
      await connection.run('ROLLBACK').catch(() => {});
      await connection.run(isWrite ? beginWrite : beginRead);
      await (await this.#prepare(connection)).run();
      throw new Error(
        'The statement failed while its rows were read, and DuckDB does not say why.',
        {
          cause: error,
        },
      );
    }
  }

  /** The statement, with the path of a COPY … TO replaced by the place aside. */
  #sql(): string {
    const { sql, copyTo } = this.#order;
    if (!copyTo) return sql;
    rmSync(copyTo.asideDir, { recursive: true, force: true });
    mkdirSync(copyTo.asideDir, { recursive: true, mode: 0o700 });
    const aside = quoteText(asidePath(copyTo));
    return sql.slice(0, copyTo.literalStart) + aside + sql.slice(copyTo.literalEnd);
  }

  /** The effect and its place, an export's file too, are one change for whoever holds the gate. */
  async #commit(connection: DuckDBConnection, result: ResultSummary): Promise<Observed> {
    await this.#passGate();
    try {
      return await this.#commitInside(connection, result);
    } finally {
      this.#lake.gate.leave();
    }
  }

  /** A statement that nobody wants any more does not wait for its turn to commit. */
  async #passGate(): Promise<void> {
    const { gate } = this.#lake;
    const entering = gate.enter();
    await Promise.race([entering, this.#stopWanted.promise]);
    if (!this.#isStopWanted) return;
    void entering.then(() => gate.leave());
    throw new Error('stopped before its commit');
  }

  async #commitInside(connection: DuckDBConnection, result: ResultSummary): Promise<Observed> {
    this.#phase = 'committing';
    this.#mayHaveCommitted = true;
    await this.#gateway.committing();
    try {
      await connection.run('COMMIT');
    } catch (error) {
      // I4: after an error of a COMMIT only the marker knows what happened.
      if (!(await this.#hasMarker())) throw error;
    }
    if (this.#order.definesType) await this.#lake.checkpointInside().catch(() => {});
    const { copyTo } = this.#order;
    return copyTo ? finishCopy(copyTo, result) : { kind: 'succeeded', result };
  }

  /** A database that cannot even be asked is given up with its host: the next one can read it. */
  async #hasMarker(): Promise<boolean> {
    try {
      return (await this.#lake.marker(this.#order.jobId)) !== null;
    } catch {
      this.#gateway.giveUpHost();
      return new Promise<never>(() => {});
    }
  }

  #failure(cause: unknown): Observed {
    // After a fatal error every later statement of the instance fails as well.
    if (isFatal(cause)) this.#gateway.giveUpHost();
    if (cause instanceof RefusedError) return { kind: 'failed', error: cause.error };
    if (this.#isStopWanted) return { kind: 'stopped' };
    const over = cause instanceof OverQuotaError ? cause.over : this.#temporaryOver(cause);
    if (over === null) return { kind: 'failed', error: this.#lake.errorOf(cause) };
    return { kind: 'failed', error: { code: 'resource', message: describeOverQuota(over) } };
  }

  /** DuckDB keeps this limit itself, and advises settings that are locked. */
  #temporaryOver(cause: unknown): OverQuota | null {
    const limit = this.#lake.temporaryBytes;
    if (limit === null || !isTemporaryFull(cause)) return null;
    return { quota: 'temporary_bytes', limit, used: limit, retryAfterS: null };
  }

  /** Waits, but not for longer than the statement is wanted. */
  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    void this.#stopWanted.promise.then(() => resolve());
    return promise.finally(() => clearTimeout(timer));
  }
}
