import type { JobId } from '../../../core/job/job.ts';
import type { Observed } from '../../../core/job/transition.ts';
import type { FoundOperation, HostLine } from '../messages/host-messages.ts';
import type { RunOrder } from '../messages/run-order.ts';
import type { RunGateway } from './commit-run.ts';
import { ExportRun } from './export-run.ts';
import type { HostSession } from './host-session.ts';
import type { HostSessions } from './host-sessions.ts';
import { KeptEndings } from './kept-endings.ts';
import type { Lake } from './lake.ts';
import type { ResultFiles } from './result-files.ts';
import { ResultTally } from './result-tally.ts';
import { type Run, StatementRun } from './statement-run.ts';
import { TransactionRun } from './transaction-run.ts';

/** For the end of the statement at fault, which comes in a moment where there is one. */
const faultToldMs = 1_000;

/** The statements that run in this process, and the endings of those that did, until they are durable. */
export class HostRuns {
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #sessions: HostSessions;
  readonly #tell: (line: HostLine) => Promise<void>;
  readonly #end: () => void;
  readonly #tally = new ResultTally();
  readonly #runs = new Map<JobId, Run>();
  readonly #kept = new KeptEndings();
  /** DuckDB takes nothing more here, and this process is about to end. */
  #isGivenUp = false;

  /**
   * @param tell hands a line to the gateway; resolves when the system has taken it
   * @param end ends this process
   */
  constructor(
    lake: Lake,
    files: ResultFiles,
    sessions: HostSessions,
    tell: (line: HostLine) => Promise<void>,
    end: () => void,
  ) {
    this.#lake = lake;
    this.#files = files;
    this.#sessions = sessions;
    this.#tell = tell;
    this.#end = end;
  }

  get jobIds(): JobId[] {
    return [...this.#runs.keys()];
  }

  get endedJobIds(): readonly JobId[] {
    return this.#kept.jobIds;
  }

  /** Begins it; its end is told. Resolves no more once this process is given up: it runs in the next host. */
  run(order: RunOrder): Promise<void> {
    if (this.#isGivenUp) return never();
    this.#begin(order);
    return Promise.resolve();
  }

  find(jobId: JobId): FoundOperation {
    const run = this.#runs.get(jobId);
    if (run) return { kind: 'running', order: run.order, mayHaveCommitted: run.mayHaveCommitted };
    const kept = this.#kept.of(jobId);
    return kept ? { kind: 'ended', ...kept } : { kind: 'unknown' };
  }

  /** @returns whether there is such a statement */
  interrupt(jobId: JobId): boolean {
    const run = this.#runs.get(jobId);
    run?.stop();
    return run !== undefined;
  }

  /** Their endings are durable. */
  forget(jobIds: readonly JobId[]): void {
    this.#kept.forget(jobIds);
  }

  tellProgress(): void {
    for (const [jobId, run] of this.#runs) {
      if (run.done > 0) void this.#tell({ progress: jobId, done: run.done });
    }
  }

  #begin(order: RunOrder): void {
    const session = order.sessionId === null ? null : this.#sessions.of(order.sessionId);
    if (session === undefined) return this.#settle(order, adrift);
    if (session?.isHeld) return this.#settle(order, setAside);
    const refusal = session?.notes.refusalOf(order.verb, order.sql);
    if (refusal) return this.#settle(order, { kind: 'failed', error: refusal });
    const run = this.#runOf(order, session);
    // The name is taken before anything runs, so that a look always finds it.
    this.#runs.set(order.jobId, run);
    const done = this.#runToEnd(order, run, session);
    if (session) session.work = { run, done };
  }

  async #runToEnd(order: RunOrder, run: Run, session: HostSession | null): Promise<void> {
    await session?.makeWay();
    const observed = await run.run();
    if (session) {
      await this.#note(order, observed, session);
      session.work = null;
    }
    const isOver = isFault(observed) && (await this.#lake.isOver());
    this.#runs.delete(order.jobId);
    this.#settle(order, session?.isHeld && observed.kind === 'stopped' ? setAside : observed);
    if (isOver) void this.#sayGivenUp();
  }

  /** Told by a statement that is not at fault. The one that is tells its own error first. */
  #giveUp(): Promise<never> {
    if (!this.#isGivenUp) setTimeout(() => void this.#sayGivenUp(), faultToldMs);
    this.#isGivenUp = true;
    return never();
  }

  async #sayGivenUp(): Promise<void> {
    this.#isGivenUp = true;
    await this.#tell({ givenUp: true });
    this.#end();
  }

  /** What is not known of a session when it is to be saved, it loses; its statement has succeeded all the same. */
  async #note(order: RunOrder, observed: Observed, session: HostSession): Promise<void> {
    if (observed.kind !== 'succeeded') return;
    const taking = session.notes.take(session.connection, order.verb, order.sql);
    await taking.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }

  #runOf(order: RunOrder, session: HostSession | null): Run {
    const gateway: RunGateway = {
      committing: () => this.#tell({ committing: order.jobId }),
      giveUpHost: () => this.#giveUp(),
    };
    const parts = [order, this.#lake, this.#files, this.#tally, gateway] as const;
    if (order.exports) return new ExportRun(order, order.exports, this.#lake, this.#files, gateway);
    if (session === null) return new StatementRun(...parts, null);
    return order.step !== 'statement' || session.transaction !== 'none'
      ? new TransactionRun(...parts, session)
      : new StatementRun(...parts, session);
  }

  #settle(order: RunOrder, observed: Observed): void {
    this.#kept.keep(order, observed);
    const operations = this.jobIds;
    const session = order.sessionId === null ? undefined : this.#sessions.of(order.sessionId);
    const isInTransaction = session !== undefined && session.transaction !== 'none';
    void this.#tell({ settled: order.jobId, observed, operations, isInTransaction });
  }
}

/** The error of a statement at which DuckDB may have failed in itself. */
function isFault(observed: Observed): boolean {
  return observed.kind === 'failed' && observed.error.code === 'engine';
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** A statement of a session that this host does not have. */
const adrift: Observed = {
  kind: 'failed',
  error: { code: 'engine', message: 'The session is not there any more. Make a new one.' },
};

/** It was interrupted, or not begun, so that its session can be saved. Its gateway lets it run again. */
const setAside: Observed = {
  kind: 'stopped',
  cause: {
    code: 'engine',
    message:
      'The statement was interrupted, since its DuckDB host process was to be killed, and the gateway died ' +
      'before it ran again. Nothing of it was committed; it may be submitted again.',
  },
};
