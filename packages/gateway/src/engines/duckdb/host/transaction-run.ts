import type { ResultSummary } from '../../../core/job/ending.ts';
import type { Observed } from '../../../core/job/transition.ts';
import { isBeyondSaying, isFatal } from '../engine-error.ts';
import type { RunOrder } from '../messages/run-order.ts';
import { beginsForReading } from '../sql/begins-for-reading.ts';
import { renamesTable } from '../sql/renames-table.ts';
import { setsSomething } from '../sql/session-state.ts';
import { commitRun, type RunGateway } from './commit-run.ts';
import { demandSoundTransaction } from './demand-sound-transaction.ts';
import { GrowthWatch } from './growth-watch.ts';
import type { HostSession } from './host-session.ts';
import type { Lake } from './lake.ts';
import { isUnreplayable } from './is-unreplayable.ts';
import { prepareStatement } from './prepare-statement.ts';
import { failedUnsaid } from './failed-unsaid.ts';
import { RefusedError } from './refused-error.ts';
import type { ResultFiles } from './result-files.ts';
import { drainResult } from './result-sink.ts';
import type { ResultShare, ResultTally } from './result-tally.ts';
import { runFailure } from './run-failure.ts';
import { runOwn } from './run-own.ts';
import type { Run } from './statement-run.ts';
import { StopSwitch } from './stop-switch.ts';
import { watchChange } from './watch-change.ts';

/**
 * One statement of a user's transaction, which may be its BEGIN or its end. All of them are one unit: the
 * marker is written at COMMIT, and a statement that is stopped rolls everything back.
 */
export class TransactionRun implements Run {
  readonly order: RunOrder;
  readonly #session: HostSession;
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #gateway: RunGateway;
  readonly #growth: GrowthWatch;
  readonly #share: ResultShare;
  readonly #stop = new StopSwitch();
  #mayHaveCommitted = false;
  /** It began in a transaction that had not failed. */
  #wasInside = false;
  /** Something of it may be in the transaction. */
  #hasRun = false;

  constructor(
    order: RunOrder,
    lake: Lake,
    files: ResultFiles,
    tally: ResultTally,
    gateway: RunGateway,
    session: HostSession,
  ) {
    this.order = order;
    this.#session = session;
    this.#lake = lake;
    this.#files = files;
    this.#gateway = gateway;
    this.#growth = new GrowthWatch(order, lake);
    this.#share = tally.begin(order.room.results);
  }

  get done(): number {
    return Math.min(this.#stop.percentage / 100, 1);
  }

  get mayHaveCommitted(): boolean {
    return this.#mayHaveCommitted;
  }

  stop(): void {
    this.#stop.stop();
  }

  async run(): Promise<Observed> {
    let observed: Observed | null = null;
    this.#wasInside = this.#session.transaction === 'open';
    try {
      this.#stop.guard(this.#session.connection);
      this.#growth.start(() => this.#stop.interrupt());
      observed = { kind: 'succeeded', result: await this.#take(this.order.step) };
      return observed;
    } catch (error) {
      return await this.#fail(this.#growth.causeOf(error));
    } finally {
      this.#stop.settle();
      this.#growth.close();
      this.#share.end(observed?.kind === 'succeeded');
    }
  }

  #take(step: RunOrder['step']): Promise<ResultSummary> {
    switch (step) {
      case 'begin':
        return this.#begin();
      case 'commit':
        return this.#commit();
      case 'rollback':
        return this.#rollback();
      case 'statement':
        return this.#runInside();
    }
  }

  async #begin(): Promise<ResultSummary> {
    if (this.#session.transaction !== 'none') throw new RefusedError(nested);
    this.#session.opened = await this.#lake.transactions.begin(this.#stop);
    try {
      await this.#session.connection.run(this.order.sql);
    } catch (error) {
      this.#session.opened.end();
      throw error;
    }
    this.#session.transaction = 'open';
    this.#session.isWhole = false;
    this.#session.isForReading = beginsForReading(this.order.sql);
    return nothing;
  }

  async #rollback(): Promise<ResultSummary> {
    const { transaction, connection } = this.#session;
    if (transaction === 'none') throw new RefusedError(noTransaction);
    this.#session.transaction = 'none';
    this.#stop.spare();
    if (transaction === 'open') await connection.run('ROLLBACK');
    this.#session.opened?.end();
    return nothing;
  }

  async #commit(): Promise<ResultSummary> {
    const { transaction, connection, opened, isWhole } = this.#session;
    if (transaction === 'none') throw new RefusedError(noTransaction);
    this.#session.transaction = 'none';
    if (transaction === 'failed' || !opened) throw new RefusedError(wasRolledBack);
    try {
      await demandSoundTransaction(connection);
      // The marker would be a write; what is committed here is temporary, and gone with this process.
      if (this.#session.isForReading) return await this.#commitReading();
      const begun = () => {
        this.#mayHaveCommitted = true;
      };
      const committing = {
        order: this.order,
        lake: this.#lake,
        gateway: this.#gateway,
        stop: this.#stop,
        begun,
        open: opened,
        isWhole,
      };
      const marker = { affectedRows: null, returned: null };
      return await commitRun(connection, committing, marker, async () => nothing);
    } catch (error) {
      this.#stop.spare();
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      opened.end();
    }
  }

  async #commitReading(): Promise<ResultSummary> {
    if (this.#stop.isWanted) throw new Error('stopped before its commit');
    this.#stop.spare();
    await runOwn(this.#session.connection, 'commit');
    return nothing;
  }

  async #runInside(): Promise<ResultSummary> {
    const { transaction, connection } = this.#session;
    const { copyTo, creates, resultFile } = this.order;
    if (transaction === 'failed') throw new RefusedError(failed);
    const { verb, sql } = this.order;
    if (copyTo || creates === 'TYPE' || renamesTable(verb, sql)) {
      throw new RefusedError(notInTransaction);
    }
    this.#session.isWhole ||= await isUnreplayable(connection, verb, sql);
    const change = await watchChange(connection, this.order);
    const begun = () => {
      this.#hasRun = true;
    };
    const { statement } = await prepareStatement(connection, this.order, true, begun);
    // DuckDB does not end the transaction for every failure, and leaves a part of what it did.
    if (!setsSomething(verb) && !ofPrepared.has(verb)) begun();
    const streamed = await statement.stream();
    const isStopped = () => this.#stop.isWanted;
    const result = await drainResult(streamed, resultFile, this.#files, this.#share, isStopped);
    if (this.#stop.isWanted) throw new Error('stopped while its rows were read');
    // It cannot be run again to hear why: what came before it is gone.
    await demandSoundTransaction(connection).catch((cause: unknown) => {
      throw isFatal(cause) ? cause : failedUnsaid(cause);
    });
    await this.#growth.demandRoom();
    if ((await change?.look()) === 'skipped') throw new RefusedError(isThere);
    return result;
  }

  async #lose(): Promise<void> {
    await this.#session.connection.run('ROLLBACK').catch(() => {});
    this.#session.opened?.end();
    this.#session.transaction = 'failed';
  }

  /** One that is stopped, or fails when it runs, rolls its transaction back: nobody who heard that it failed commits a part of it. */
  async #fail(cause: unknown): Promise<Observed> {
    if (isBeyondSaying(cause, this.#mayHaveCommitted)) return this.#gateway.giveUpHost();
    const { connection } = this.#session;
    const isRefused = cause instanceof RefusedError;
    const isStopped = this.#stop.isWanted && !isRefused;
    this.#stop.settle();
    if (this.#session.transaction === 'open') {
      const isAlive =
        !isStopped &&
        !this.#hasRun &&
        (await demandSoundTransaction(connection).then(
          () => true,
          () => false,
        ));
      if (!isAlive) await this.#lose();
    }
    if (isStopped) return { kind: 'stopped', ...(this.#wasInside && { rolledBack: true }) };
    const error = runFailure(cause, this.#lake);
    const isLost = this.#session.transaction === 'failed' && this.#wasInside;
    return {
      kind: 'failed',
      error: isLost ? { ...error, message: `${asSentence(error.message)} ${rolledBack}` } : error,
    };
  }
}

const ofPrepared: ReadonlySet<string> = new Set(['PREPARE', 'DEALLOCATE']);

function asSentence(message: string): string {
  return /[.!?\]^]$/.test(message) ? message : `${message}.`;
}

const nothing: ResultSummary = {
  columns: [],
  rowCount: 0,
  affectedRows: null,
  rows: { at: 'none' },
};

const rolledBack = 'The transaction was rolled back. End it with ROLLBACK.';
const nested = {
  code: 'semantic',
  message: 'A transaction is open already. End it with COMMIT or ROLLBACK first.',
} as const;
const noTransaction = {
  code: 'semantic',
  message: 'No transaction is open. Begin one with BEGIN.',
} as const;
const wasRolledBack = {
  code: 'runtime',
  message:
    'Nothing was committed: the transaction had been rolled back, since a statement of it failed or was ' +
    'cancelled. It has ended now.',
} as const;
const failed = {
  code: 'semantic',
  message:
    'The transaction was rolled back, since a statement of it failed or was cancelled. End it with ' +
    'ROLLBACK, and begin anew.',
} as const;
const isThere = {
  code: 'not_supported',
  message:
    'The table is there already. A CREATE TABLE IF NOT EXISTS with foreign keys cannot be skipped inside a transaction here: run it ' +
    'before BEGIN or after COMMIT.',
} as const;
const notInTransaction = {
  code: 'not_supported',
  message:
    'COPY … TO, CREATE TYPE and RENAME TO cannot run inside a transaction here. Run the statement before BEGIN or ' +
    'after COMMIT.',
} as const;
