import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { Job, JobId, OperationRef, StatementClass } from '../../core/job/job.ts';
import type { Transfer } from '../../core/job/transfer.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { Growth } from '../../core/quotas/growth.ts';
import type { BatchEngine, LogName, LogPiece, ReadProgram } from '../../core/ports/batch-engine.ts';
import type { Catalog } from '../../core/ports/catalog.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Found, OutOfReach, Rung, StartAnswer } from '../../core/ports/engine.ts';
import type { ResultReader } from '../../core/ports/result-reader.ts';
import type { SqlEngine } from '../../core/ports/sql-engine.ts';
import type { Parsed } from '../../core/ports/statement-reader.ts';
import type { StorageSizes } from '../../core/ports/storage.ts';
import type { Point, Script } from './script.ts';

interface ScriptedOperation {
  readonly job: Job;
  readonly stop: AbortController;
  readonly outcome: Promise<Observed>;
}

/**
 * The engine that tests play by hand: every step can be held and released, so that every race can be
 * played. What it did can be read from outside: `born`, `alive` and `committed`.
 */
export class ScriptedEngine implements SqlEngine, BatchEngine {
  readonly name = 'scripted';
  readonly ladder: readonly Rung[];
  /** Every operation that was ever started, in order. */
  readonly born: JobId[] = [];
  /** There is one database with one table. */
  readonly catalog = smallCatalog;
  /** All rows lie with the job. */
  readonly results: ResultReader = {
    async *readRows() {},
    readCsv: () => null,
    readColumnar: () => null,
    pageRows: (_job, most) => Promise.resolve(most.rows),
  };
  /** Operations that exist now. */
  readonly alive = new Set<JobId>();
  /** Jobs whose effect was committed. */
  readonly committed = new Set<JobId>();
  /** Every rung that was taken, with its job. */
  readonly rungs: { readonly jobId: JobId; readonly rung: string }[] = [];
  readonly #script: Required<Omit<Script, 'ladder'>>;
  readonly #clock: Clock;
  readonly #operations = new Map<OperationRef, ScriptedOperation>();
  readonly #cutOff = Promise.withResolvers<OutOfReach>();
  #outOfReach: OutOfReach | null = null;

  constructor(clock: Clock, script: Script = {}) {
    this.#clock = clock;
    this.#script = {
      at: () => undefined,
      refuses: () => null,
      mayStartAhead: () => false,
      workSteps: 2,
      obeys: 'interrupt',
      answer: oneRow,
      letsGo: () => true,
      log: () => '',
      storage: () => ({ databaseBytes: 0, bucketBytes: 0, temporaryBytes: 0 }),
      ...script,
    };
    this.ladder = script.ladder ?? [
      { name: 'interrupt', waitMs: 5_000 },
      { name: 'kill', waitMs: 5_000 },
    ];
  }

  /** From now on the engine cannot be reached. What it runs goes on, and nobody can see how. */
  goOutOfReach(): void {
    const error: JobError = { code: 'engine', message: 'The scripted engine is out of reach.' };
    this.#outOfReach = { kind: 'out_of_reach', error };
    this.#cutOff.resolve(this.#outOfReach);
  }

  /** The machine under the engine dies, and all work with it. What was committed stays. */
  perish(): void {
    for (const { stop } of this.#operations.values()) stop.abort();
  }

  /** Whoever leads: its operations are there for all of them. */
  lead(): void {}

  parse(sql: string): Promise<Parsed> {
    return Promise.resolve(read(sql));
  }

  textOf(transfer: Transfer): string {
    return `copy ${JSON.stringify(transfer)}`;
  }

  check(_projectId: string, sql: string): Promise<Parsed> {
    return this.parse(sql);
  }

  takes(): boolean {
    return true;
  }

  readProgram(): Promise<ReadProgram> {
    return Promise.resolve({ kind: 'runs', runtime: 'python' });
  }

  readLog(job: Job, { stream }: LogName, from: number, most: number): Promise<LogPiece> {
    const log = Buffer.from(this.#script.log(job, stream));
    const bytes = log.subarray(from, from + most);
    return Promise.resolve({
      attempt: 0,
      bytes,
      from,
      size: log.length,
      attempts: 1,
      diskFullAt: null,
    });
  }

  storageOf(): Promise<StorageSizes> {
    return Promise.resolve(this.#script.storage());
  }

  tidyDatabase(): Promise<number> {
    return Promise.resolve(this.#script.storage().databaseBytes);
  }

  holds(job: Job): readonly Held[] {
    return [{ kind: 'operation', engine: this.name, ref: job.id }];
  }

  mayStartAhead(job: Job): boolean {
    return this.#script.mayStartAhead(job);
  }

  async start(job: Job, unwanted: AbortSignal): Promise<StartAnswer> {
    await this.#script.at('start asked', job);
    if (this.#outOfReach) return this.#outOfReach;
    const notWanted: JobError = { code: 'engine', message: 'not wanted any more' };
    const refusal = unwanted.aborted ? notWanted : (this.#script.refuses(job) ?? unreadable(job));
    if (refusal) return { kind: 'refused', error: refusal };
    await this.#script.at('start agreed', job);
    this.born.push(job.id);
    this.alive.add(job.id);
    const stop = new AbortController();
    this.#operations.set(job.id, { job, stop, outcome: this.#run(job, stop.signal) });
    await this.#script.at('start made', job);
    return { kind: 'started', ref: job.id };
  }

  async watch(ref: OperationRef): Promise<Observed | OutOfReach> {
    const operation = this.#operations.get(ref);
    if (!operation) throw new Error(`no operation ${ref}`);
    await this.#script.at('watch asked', operation.job);
    return Promise.race([operation.outcome, this.#cutOff.promise]);
  }

  async cancel(ref: OperationRef, rung: string): Promise<CancelAnswer> {
    const operation = this.#operations.get(ref);
    if (!operation) return 'not_there';
    await this.#script.at(`rung ${rung}`, operation.job);
    if (this.#outOfReach) return 'unreachable';
    this.rungs.push({ jobId: operation.job.id, rung });
    if (rung === this.#script.obeys || rung === 'kill') operation.stop.abort();
    return 'told';
  }

  progress(): number | null {
    return null;
  }

  async findByJob(job: Job): Promise<Found> {
    await this.#script.at('find asked', job);
    if (this.#outOfReach) return this.#outOfReach;
    if (this.alive.has(job.id)) return { kind: 'running', ref: job.id };
    if (this.committed.has(job.id)) return { kind: 'ended', observed: this.#answer(job) };
    const observed = { kind: 'stopped' } as const;
    const stoppedBy = this.rungs.findLast(({ jobId }) => jobId === job.id)?.rung;
    return { kind: 'ended', observed, ...(stoppedBy !== undefined && { stoppedBy }) };
  }

  async release(job: Job, held: Held): Promise<ReleaseCheck> {
    await this.#script.at('release asked', job);
    if (!this.#outOfReach) this.#operations.get(job.id)?.stop.abort();
    const isGone = !this.alive.has(job.id) && this.#script.letsGo(job);
    await this.#script.at('release checked', job);
    return { held, isGone, read: `alive: ${[...this.alive].join(' ')}`, at: this.#clock.now() };
  }

  collateral(): readonly string[] {
    return [];
  }

  hostsAlive(): number {
    return 0;
  }

  /** Operations whose endings it keeps, since nobody has told it that they are durable. */
  get kept(): readonly JobId[] {
    return [...this.#operations.keys()];
  }

  forget(jobId: JobId): void {
    this.#operations.delete(jobId);
  }

  async close(): Promise<void> {
    this.perish();
    await Promise.all([...this.#operations.values()].map(({ outcome }) => outcome));
  }

  async #run(job: Job, stop: AbortSignal): Promise<Observed> {
    const outcome = await this.#work(job, stop);
    await this.#script.at('settled', job);
    this.alive.delete(job.id);
    return outcome;
  }

  async #work(job: Job, stop: AbortSignal): Promise<Observed> {
    for (let step = 1; step <= this.#script.workSteps; step++) {
      await this.#pass(`work ${step}`, job, stop);
      if (stop.aborted) return { kind: 'stopped' };
    }
    await this.#pass('committing', job, stop);
    if (stop.aborted) return { kind: 'stopped' };
    const observed = this.#answer(job);
    if (observed.kind === 'succeeded') this.committed.add(job.id);
    await this.#script.at('committed', job);
    return observed;
  }

  /** A stop ends the hold of a point: the work is interrupted there. */
  async #pass(point: Point, job: Job, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return;
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    stop.addEventListener('abort', () => resolve(), { once: true });
    await Promise.race([this.#script.at(point, job), stopped]);
  }

  #answer(job: Job): Observed {
    const answer = this.#script.answer(job);
    return 'code' in answer
      ? { kind: 'failed', error: answer }
      : { kind: 'succeeded', result: answer };
  }
}

const onlyTable = { name: 't', kind: 'table', comment: '' } as const;

const smallCatalog: Catalog = {
  databases: async () => ({ kind: 'read', found: [{ name: 'default', tableCount: 1 }] }),
  tables: async (_, database) => ({
    kind: 'read',
    found: database === 'default' ? [onlyTable] : null,
  }),
  table: async (_, { table }) => ({
    kind: 'read',
    found: table === onlyTable.name ? { ...onlyTable, sql: '', columns: [] } : null,
  }),
  statementFor: ({ kind }) => ({ kind: 'statement', sql: `create ${kind}` }),
};

function read(sql: string): Parsed {
  const statementClass = classes[/^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? ''];
  const parameterCount = sql.match(/\?|\$\d/g)?.length ?? 0;
  const parameterNames = Array.from(sql.matchAll(/\$([a-z]\w*)/gi), ([, name = '']) => name);
  const placeholders = { parameterCount, parameterNames };
  return statementClass
    ? { kind: 'ok', statementClass, ...placeholders, growth: growths[statementClass] }
    : { kind: 'refused', error: { code: 'syntax', message: `cannot parse: ${sql}` } };
}

/** A statement of a session may be written although it cannot be read. */
function unreadable({ request }: Job): JobError | null {
  if (request.kind !== 'statement') return null;
  const parsed = read(request.sql);
  return parsed.kind === 'refused' ? parsed.error : null;
}

/** In little; `engines/duckdb/sql/growth-of.ts` knows it better. */
const growths: Record<StatementClass, Growth> = {
  query: 'results',
  insert: 'database',
  update: 'database',
  delete: 'nothing',
  ddl: 'database',
  import: 'database',
  export: 'bucket',
};

const classes: Record<string, StatementClass> = {
  select: 'query',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  create: 'ddl',
  drop: 'ddl',
  copy: 'export',
};

function oneRow(): ResultSummary {
  return {
    columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
    rowCount: 1,
    affectedRows: null,
    rows: { at: 'inline', lines: ['[1]'] },
  };
}
