import { relative } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';
import type { Job, JobId, OperationRef } from '../../core/job/job.ts';
import type { Transfer } from '../../core/job/transfer.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { Catalog } from '../../core/ports/catalog.ts';
import type { Found, OutOfReach, Rung, StartAnswer } from '../../core/ports/engine.ts';
import type { Remains } from '../../core/ports/remains.ts';
import type { Snapshots } from '../../core/ports/snapshot.ts';
import type { ParsedStatement } from '../../core/ports/session-engine.ts';
import type { SqlEngine } from '../../core/ports/sql-engine.ts';
import type { Parsed } from '../../core/ports/statement-reader.ts';
import type { StorageSizes } from '../../core/ports/storage.ts';
import { AfterHostLoss } from './after-host-loss.ts';
import { markerMac } from './commit-marker.ts';
import { DuckdbCatalog } from './duckdb-catalog.ts';
import { DuckdbRemains } from './duckdb-remains.ts';
import { DuckdbResults } from './duckdb-results.ts';
import { DuckdbSessions, evictMs } from './duckdb-sessions.ts';
import { DuckdbSnapshots } from './duckdb-snapshots.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import { HostEvictions } from './host-evictions.ts';
import { placeFault } from './finish-copy.ts';
import type { HostStartFailure } from './host-start-failures.ts';
import type { RunRoom } from './messages/run-order.ts';
import { outOfReach } from './out-of-reach.ts';
import { ParserProcess } from './parser/parser-process.ts';
import { isQuery, pathOutside, type PlannedRun, planRun } from './plan-run.ts';
import { planTransfer, sqlOfTransfer } from './plan-transfer.ts';
import type { HostNews, ProjectHost } from './project-host.ts';
import { ProjectHosts } from './project-hosts.ts';
import { ProjectPlaces } from './project-places.ts';
import { ProjectStorage } from './project-storage.ts';
import { roomFor } from './room-for.ts';
import { growthOf } from './sql/growth-of.ts';
import type { GuardedStatement } from './sql/guard-sql.ts';
import { leavesState } from './sql/session-state.ts';
import type { StatementOperation } from './statement-operation.ts';
import { StatementFates } from './statement-fates.ts';
import { StatementOperations } from './statement-operations.ts';
import { unless } from './unless.ts';

const checkMs = 15_000;
const killMs = 2_000;

/** SQL on DuckDB: a host process for each project, one connection for each job. */
export class DuckdbEngine implements SqlEngine {
  readonly name = 'duckdb';
  readonly ladder: readonly Rung[];
  readonly #settings: DuckdbSettings;
  readonly #parser = new ParserProcess();
  readonly #hosts: ProjectHosts;
  readonly #operations: StatementOperations;
  readonly #storage: ProjectStorage;
  readonly catalog: Catalog;
  readonly results: DuckdbResults;
  /** The contexts of sessions; what runs in them runs here. */
  readonly sessions: DuckdbSessions;
  readonly #evictions: HostEvictions;
  readonly #fates: StatementFates;

  constructor(settings: DuckdbSettings) {
    this.#settings = settings;
    this.ladder = [
      { name: 'interrupt', waitMs: settings.interruptMs },
      { name: 'kill-host', waitMs: killMs, answerMs: evictMs },
    ];
    const afterLoss = new AfterHostLoss(
      (projectId) => this.#hosts.of(projectId),
      settings.markerKey,
      (sessionId) => this.sessions.isInTransaction(sessionId),
    );
    this.#operations = new StatementOperations(afterLoss);
    this.sessions = new DuckdbSessions({
      name: this.name,
      now: settings.now,
      parse: (sql) => this.#parseInSession(sql),
      split: (sql, most) => this.#parser.split(sql, most),
      hostOf: (projectId) => this.#steadyHost(projectId),
      runningHost: (projectId) => this.#hosts.running(projectId),
      killHost: (host, culprit) => this.#evictions.evict(host, culprit),
      savedDir: (projectId) => new ProjectPlaces(settings.dataDir, projectId).savedDir,
    });
    this.#evictions = new HostEvictions(this.#operations, this.sessions.moves);
    const news: HostNews = {
      settled: (jobId, observed, { operations, isInTransaction }) => {
        const sessionId = this.#operations.find(jobId)?.order.sessionId ?? null;
        if (sessionId !== null) this.sessions.noteTransaction(sessionId, isInTransaction);
        this.#operations.settle(jobId, observed, operations);
      },
      progress: (jobId, done) => this.#operations.noteProgress(jobId, done),
      committing: (jobId) => this.#operations.noteCommitting(jobId),
      gone: (host) => {
        const fates = this.sessions.moves.leave(host, this.#operations.sessionsIn(host));
        const closing = this.#evictions.sessionBehind(host);
        const collateral = closing === null ? null : this.sessions.noteKill(closing, fates);
        void this.#operations.strand(host, fates, collateral);
      },
      takenOver: (host) => {
        this.#operations.abandon(host);
        this.sessions.abandon(host);
      },
    };
    const isWanted = (host: ProjectHost) =>
      this.#operations.areIn(host) || this.sessions.areIn(host);
    this.#hosts = new ProjectHosts(settings, news, isWanted);
    const plan = (job: Job) => this.#plan(job);
    this.#fates = new StatementFates(settings, this.#hosts, this.#operations, plan);
    this.catalog = new DuckdbCatalog(this.#hosts);
    this.results = new DuckdbResults(settings.dataDir, this.#hosts);
    this.#storage = new ProjectStorage(
      this.#hosts,
      (projectId) => new ProjectPlaces(settings.dataDir, projectId),
    );
  }

  lead(leaseToken: number, live: readonly Job[]): void {
    this.#hosts.lead(leaseToken, new Set(live.map(({ id }) => id)));
  }

  async parse(sql: string): Promise<Parsed> {
    const guarded = await this.#parser.read(sql, 'job');
    return guarded.kind === 'refused' ? guarded : parsed(guarded);
  }

  async #parseInSession(sql: string): Promise<ParsedStatement> {
    const guarded = await this.#parser.read(sql, 'session');
    if (guarded.kind === 'refused') return guarded;
    const { verb, step } = guarded;
    return { ...parsed(guarded), step, leavesState: leavesState(verb, sql) };
  }

  async check(projectId: string, sql: string, database: string): Promise<Parsed> {
    const read = await this.#parser.read(sql, 'job');
    if (read.kind === 'refused') return read;
    const outside = pathOutside(new ProjectPlaces(this.#settings.dataDir, projectId), read);
    if (outside) return { kind: 'refused', error: outside };
    try {
      const host = await this.#hosts.of(projectId, checkMs);
      const { error } = await host.call({ op: 'check', sql, database }, checkMs);
      return error ? { kind: 'refused', error } : parsed(read);
    } catch (error) {
      return { kind: 'refused', error: outOfReach(error).error };
    }
  }

  textOf(transfer: Transfer): string {
    return sqlOfTransfer(transfer);
  }

  storageOf(projectId: string): Promise<StorageSizes> {
    return this.#storage.sizesOf(projectId);
  }

  tidyDatabase(projectId: string): Promise<number> {
    return this.#storage.tidyDatabase(projectId);
  }

  holds(job: Job): readonly Held[] {
    const places = this.#placesOf(job);
    const { dataDir } = this.#settings;
    const paths = [places.resultFile(job.id)];
    if (job.request.statementClass === 'export') paths.push(places.asideDir(job.id));
    return [
      { kind: 'operation', engine: this.name, ref: job.id },
      ...paths.map((path): Held => ({ kind: 'path', path: relative(dataDir, path) })),
    ];
  }

  /** EXPLAIN ANALYZE runs what it explains, and EXECUTE what was prepared. */
  mayStartAhead(job: Job): boolean {
    return isQuery(job) && !/\bexplain\b|\bexecute\b/i.test(job.request.sql);
  }

  async start(job: Job, unwanted: AbortSignal): Promise<StartAnswer> {
    const planned = await this.#plan(job);
    if (planned.kind === 'refused') return planned;
    const { projectId, session } = job.request;
    const { quotas } = this.#settings;
    let room: RunRoom;
    let host: ProjectHost | null;
    try {
      room = await roomFor(projectId, planned.growth, quotas, this.#storage);
    } catch {
      return { kind: 'refused', error: noQuotasRead };
    }
    try {
      host = await unless(
        unwanted,
        session ? this.sessions.hostOf(session.id, projectId) : this.#hosts.of(projectId),
      );
    } catch (error) {
      // Nothing was started: this is a failure of the job, not an unknown.
      return { kind: 'refused', error: outOfReach(error).error };
    }
    if (host === null) return { kind: 'refused', error: session ? noSession : notWanted };
    const { copyTo } = planned.order;
    const fault = copyTo && placeFault(copyTo);
    if (fault) return { kind: 'refused', error: fault };
    // Whether that was committed, its marker tells.
    if (session && planned.order.step === 'commit')
      this.sessions.noteTransaction(session.id, false);
    this.#operations.begin(job, { ...planned.order, room }, host);
    return { kind: 'started', ref: job.id };
  }

  watch(ref: OperationRef): Promise<Observed | OutOfReach> {
    return this.#find(ref).outcome;
  }

  async cancel(ref: OperationRef, rung: string): Promise<CancelAnswer> {
    if (rung !== 'kill-host') return this.#operations.interrupt(ref);
    const operation = this.#operations.find(ref);
    if (!operation) return 'not_there';
    const policy = await this.#settings.killPolicyOf(operation.job.request);
    const isTooLong =
      policy.kind === 'wait' && (await this.#longestBeside(operation)) > policy.evictMaxMs;
    return isTooLong ? 'put_off' : this.#evict(operation);
  }

  async #longestBeside({ host, job, order }: StatementOperation): Promise<number> {
    const transaction = await this.sessions.longestTransactionBeside(host, order.sessionId);
    return Math.max(this.#operations.longestBeside(job.id), transaction);
  }

  /** Only the death of its host ends a statement that ignores interrupts. */
  #evict({ host, job, order }: StatementOperation): Promise<CancelAnswer> {
    this.#operations.wantStopped(job.id);
    const isThere = () => this.#operations.isThere(job.id);
    const culprit = { ref: job.id, sessionId: order.sessionId, isThere };
    return this.#evictions.evict(host, culprit);
  }

  /** The project's host, and none that is about to be killed. */
  async #steadyHost(projectId: string): Promise<ProjectHost> {
    await this.#evictions.settled(await this.#hosts.of(projectId));
    return this.#hosts.of(projectId);
  }

  progress(ref: OperationRef): number | null {
    const done = this.#operations.find(ref)?.done ?? 0;
    return done > 0 ? done : null;
  }

  findByJob(job: Job): Promise<Found> {
    return this.#fates.find(job);
  }

  release(job: Job, held: Held, committed: boolean): Promise<ReleaseCheck> {
    return this.#fates.release(job, held, committed);
  }

  collateral(jobId: JobId): readonly string[] {
    return this.#operations.find(jobId)?.collateral ?? [];
  }

  hostsAlive(): number {
    return this.#hosts.alive;
  }

  /** The projects whose host could not be started when that was last tried. */
  get startFailures(): readonly HostStartFailure[] {
    return this.#hosts.startFailures;
  }

  forget(jobId: JobId): void {
    this.#operations.forget(jobId);
    this.#fates.forget(jobId);
  }

  /** What ended jobs leave here, for the sweep. */
  get remains(): Remains {
    return new DuckdbRemains(this.#settings.dataDir, this.#hosts);
  }

  /** Databases, results and buckets, to be copied as they are at one moment. */
  get snapshots(): Snapshots {
    return new DuckdbSnapshots(this.#settings.dataDir, this.#hosts, this.#settings.holdMs);
  }

  async close(): Promise<void> {
    await Promise.all([this.#parser.close(), this.#hosts.close()]);
  }

  async #plan(job: Job): Promise<PlannedRun> {
    const { sql, session, transfer } = job.request;
    const mac = markerMac(this.#settings.markerKey, job.id);
    if (transfer) return planTransfer(job, transfer, this.#placesOf(job), mac);
    const guarded = await this.#parser.read(sql, session ? 'session' : 'job');
    if (guarded.kind === 'refused') return guarded;
    return planRun(job, guarded, this.#placesOf(job), mac);
  }

  #find(ref: OperationRef): StatementOperation {
    const operation = this.#operations.find(ref);
    if (!operation) throw new Error(`there is no operation ${ref}`);
    return operation;
  }

  #placesOf(job: Job): ProjectPlaces {
    return new ProjectPlaces(this.#settings.dataDir, job.request.projectId);
  }
}

function parsed(guarded: GuardedStatement) {
  const { statementClass, parameterCount, parameterNames } = guarded;
  const growth = growthOf(guarded);
  return { kind: 'ok', statementClass, parameterCount, parameterNames, growth } as const;
}

const notWanted: JobError = { code: 'engine', message: 'The job was cancelled before it started.' };
const noSession: JobError = {
  code: 'engine',
  message: 'The session is not there any more. Make a new one, and submit the statement to it.',
};
const noQuotasRead: JobError = {
  code: 'engine',
  message:
    'The quotas of the project could not be read, so the statement was not started. Submit it again.',
};
