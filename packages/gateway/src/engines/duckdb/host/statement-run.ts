import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Observed } from '../../../core/job/transition.ts';
import { makeAside, removeAside } from '../finish-copy.ts';
import type { RunOrder } from '../messages/run-order.ts';
import { renamesTable } from '../sql/renames-table.ts';
import { leaveWriteNote } from '../write-note.ts';
import {
  isBeyondSaying,
  isConflict,
  isConflictOfRows,
  isReadOnlyRefusal,
} from '../engine-error.ts';
import { commitRun, type RunGateway } from './commit-run.ts';
import { Conflicts } from './conflicts.ts';
import { GrowthWatch } from './growth-watch.ts';
import type { HostSession } from './host-session.ts';
import { failedUnsaid } from './failed-unsaid.ts';
import { findImportFault } from './find-import-fault.ts';
import { importFailure } from './import-failure.ts';
import { demandSoundTransaction } from './demand-sound-transaction.ts';
import { demandWholePacked } from './demand-whole-packed.ts';
import { isUnreplayable } from './is-unreplayable.ts';
import type { Lake } from './lake.ts';
import type { OpenTransaction } from './open-transactions.ts';
import { prepareStatement } from './prepare-statement.ts';
import type { ResultFiles } from './result-files.ts';
import { drainResult } from './result-sink.ts';
import type { ResultShare, ResultTally } from './result-tally.ts';
import { RefusedError } from './refused-error.ts';
import { transferStatement } from './transfer-statement.ts';
import { runFailure } from './run-failure.ts';
import { runOwn } from './run-own.ts';
import { StopSwitch } from './stop-switch.ts';
import { watchChange } from './watch-change.ts';
import { TypeAheadOfDatabase, writeDatabases } from './write-databases.ts';

/** A statement that runs here. */
export interface Run {
  readonly order: RunOrder;
  /** The engine's own figure, 0 to 1; 0 while it gives none. Never falls. */
  readonly done: number;
  /** A COMMIT of a write was sent: only the marker tells whether it came through. */
  readonly mayHaveCommitted: boolean;
  /** Interrupts the statement, again and again until it has settled. Never during its COMMIT. */
  stop(): void;
  /** Runs to the end, whichever it is. Never rejects. */
  run(): Promise<Observed>;
}

/**
 * One statement in a transaction of its own, on a connection of its own or on that of its session: its
 * rows, its commit marker and its end belong together.
 */
export class StatementRun implements Run {
  readonly #order: RunOrder;
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #gateway: RunGateway;
  /** Null for a job of its own. */
  readonly #session: HostSession | null;
  readonly #stop = new StopSwitch();
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
    session: HostSession | null,
  ) {
    this.#session = session;
    this.#growth = new GrowthWatch(order, lake);
    this.#share = tally.begin(order.room.results);
    this.#order = order;
    this.#gateway = gateway;
    this.#lake = lake;
    this.#files = files;
  }

  get done(): number {
    this.#done = Math.max(this.#done, Math.min(this.#stop.percentage / 100, 1));
    return this.#done;
  }

  get order(): RunOrder {
    return this.#order;
  }

  get mayHaveCommitted(): boolean {
    return this.#mayHaveCommitted;
  }

  stop(): void {
    this.#stop.stop();
  }

  async run(): Promise<Observed> {
    let observed: Observed | null = null;
    let connection: DuckDBConnection | null = null;
    try {
      connection = this.#session?.connection ?? (await this.#lake.connect());
      this.#stop.guard(connection);
      this.#growth.start(() => this.#stop.interrupt());
      observed = await this.#runOn(connection);
      return observed;
    } catch (error) {
      return this.#failure(error);
    } finally {
      this.#stop.settle();
      this.#growth.close();
      this.#share.end(observed?.kind === 'succeeded');
      if (connection && !this.#session) {
        this.#lake.giveBack(connection, this.#isAsNew && !this.#stop.isWanted);
      }
      if (this.#order.copyTo) removeAside(this.#order.copyTo);
    }
  }

  async #runOn(connection: DuckDBConnection): Promise<Observed> {
    // Once, however often it is tried.
    if (this.#order.moves) await demandWholePacked(this.#order.moves, this.#stop);
    let isWrite = !this.#order.isQuery;
    const renames = renamesTable(this.#order.verb, this.#order.sql);
    const conflicts = new Conflicts();
    for (;;) {
      if (this.#stop.isWanted) return { kind: 'stopped' };
      let open: OpenTransaction | null = null;
      try {
        open = await this.#open(renames, conflicts);
        const observed = await this.#inTransaction(connection, isWrite, open);
        this.#isAsNew = observed.kind === 'succeeded' && this.#leavesNothing;
        return observed;
      } catch (error) {
        this.#stop.workOn();
        this.#growth.refuseIfOver();
        if (!isWrite && isReadOnlyRefusal(error)) {
          // A SELECT that calls nextval, say: a statement that can write is a write.
          await leaveWriteNote(this.#order.writeNote);
          isWrite = true;
        } else if (isWrite && isConflict(error)) {
          if (open?.isAlone) return this.#conflictAlone(error);
          await this.#stop.pause(conflicts.nextMs());
        } else if (conflicts.wantsAlone && error instanceof RefusedError) {
          conflicts.tryAmongOthers();
        } else if (error instanceof TypeAheadOfDatabase) {
          await writeDatabases(this.#lake.checkpoints, this.#stop);
        } else {
          const { moves } = this.#order;
          throw moves ? await findImportFault(connection, moves, error, this.#stop) : error;
        }
      }
    }
  }

  /** With nobody there is nothing to conflict with: DuckDB 1.5.6 does not let go of a change that was rolled back. */
  #conflictAlone(error: unknown): Promise<never> {
    if (isConflictOfRows(error)) throw error;
    return this.#gateway.giveUpHost();
  }

  #open(renames: boolean, { wantsAlone }: Conflicts): Promise<OpenTransaction> {
    const { transactions, wholeCommits } = this.#lake;
    // Until a RENAME is committed DuckDB logs the rows of others under the new name.
    if (renames) return wholeCommits.beginAlone(this.#stop);
    return wantsAlone
      ? wholeCommits.beginAlone(this.#stop, 'others_waited')
      : transactions.begin(this.#stop);
  }

  async #inTransaction(
    connection: DuckDBConnection,
    isWrite: boolean,
    open: OpenTransaction,
  ): Promise<Observed> {
    try {
      await this.#begin(connection, isWrite);
      return await this.#attempt(connection, isWrite, open);
    } catch (error) {
      this.#stop.spare();
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      open.end();
    }
  }

  /** A session is in its database already, or in the one that it has gone to. */
  async #begin(connection: DuckDBConnection, isWrite: boolean): Promise<void> {
    const begin = isWrite ? 'begin-write' : 'begin-read';
    if (this.#session) return runOwn(connection, begin);
    try {
      await this.#lake.enter(connection, this.#order.database);
    } catch (error) {
      // An interrupt hits this as well; it says nothing of the database.
      if (this.#stop.isWanted) throw new Error('stopped before it began', { cause: error });
      throw error;
    }
    await runOwn(connection, begin);
  }

  async #attempt(
    connection: DuckDBConnection,
    isWrite: boolean,
    open: OpenTransaction,
  ): Promise<Observed> {
    const { verb, sql } = this.#order;
    const isWhole = isWrite && (await isUnreplayable(connection, verb, sql));
    const change = await watchChange(connection, this.#order);
    const streamed = await (await this.#prepare(connection)).stream();
    const { resultFile } = this.#order;
    const result = await drainResult(
      streamed,
      resultFile,
      this.#files,
      this.#share,
      () => this.#stop.isWanted,
    );
    if (this.#stop.isWanted) throw new Error('stopped before its commit');
    // A stream that was stopped for a quota looks like one that ended.
    if (isWrite) await this.#growth.demandRoom();
    await this.#makeSureOfTheStream(connection, isWrite);
    if (!isWrite) {
      // A read commits nothing that could be lost.
      await runOwn(connection, 'commit');
      return { kind: 'succeeded', result };
    }
    if (this.#stop.isWanted) throw new Error('stopped before its commit');
    if ((await change?.look()) === 'skipped') {
      await runOwn(connection, 'rollback');
      await runOwn(connection, 'begin-write');
    }
    const { copyTo, creates } = this.#order;
    if (creates === 'TYPE' && (await this.#lake.hasTypeAheadOfDatabase(connection))) {
      throw new TypeAheadOfDatabase();
    }
    const { columns, rowCount, rows, affectedRows } = result;
    // Its rows are whole by now, here or in their file: with the marker they outlive this process.
    const returned = columns.length === 0 ? null : { columns, rowCount, rows };
    const committed = await commitRun<Observed>(
      connection,
      this.#committing(open, isWhole),
      { affectedRows, returned },
      async () => (copyTo ? this.#lake.bucket.put(copyTo, result) : { kind: 'succeeded', result }),
    );
    // Types can then be made in it, whoever reads.
    if (creates === 'SCHEMA' && !this.#lake.gate.isHeld)
      await this.#lake.checkpoints.make().catch(() => {});
    return committed;
  }

  #committing(open: OpenTransaction, isWhole: boolean) {
    const begun = () => {
      this.#mayHaveCommitted = true;
    };
    return {
      order: this.#order,
      lake: this.#lake,
      gateway: this.#gateway,
      stop: this.#stop,
      begun,
      open,
      isWhole,
    };
  }

  async #prepare(connection: DuckDBConnection): Promise<DuckDBPreparedStatement> {
    const { copyTo, moves, parameters } = this.#order;
    if (copyTo) makeAside(copyTo);
    const sql = moves ? await transferStatement(connection, moves) : this.#order.sql;
    const { statement, leavesNothing } = await prepareStatement(
      connection,
      { sql, parameters },
      this.#session !== null,
    );
    this.#leavesNothing = leavesNothing;
    return statement;
  }

  /**
   * A stream that fails after its first rows just ends, like one that is complete (I11). Its
   * transaction tells them apart, but not why; run whole, the statement says it.
   */
  async #makeSureOfTheStream(connection: DuckDBConnection, isWrite: boolean): Promise<void> {
    try {
      await demandSoundTransaction(connection);
    } catch (error) {
      if (this.#stop.isWanted) throw error;
      await connection.run('ROLLBACK').catch(() => {});
      await runOwn(connection, isWrite ? 'begin-write' : 'begin-read');
      await (await this.#prepare(connection)).run();
      throw failedUnsaid(error);
    }
  }

  #failure(cause: unknown): Observed | Promise<never> {
    if (isBeyondSaying(cause, this.#mayHaveCommitted)) return this.#gateway.giveUpHost();
    const isRefused = cause instanceof RefusedError;
    if (this.#stop.isWanted && !isRefused) return { kind: 'stopped' };
    const error = runFailure(cause, this.#lake);
    return { kind: 'failed', error: this.#order.verb === 'IMPORT' ? importFailure(error) : error };
  }
}
