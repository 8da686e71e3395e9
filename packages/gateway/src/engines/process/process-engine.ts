import { relative } from 'node:path';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import {
  intentOf,
  type Job,
  type JobId,
  type OperationRef,
  startedAt,
} from '../../core/job/job.ts';
import { graceOf } from '../../core/job/grace.ts';
import { defaultGraceMs, isSqlScript } from '../../core/job/program.ts';
import type { CancelAnswer, Held, ReleaseCheck, RungTaken } from '../../core/job/receipt.ts';
import type {
  AskedProgram,
  BatchEngine,
  LogName,
  LogPiece,
  ReadProgram,
} from '../../core/ports/batch-engine.ts';
import type { Found, Rung, StartAnswer } from '../../core/ports/engine.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import type { Remains } from '../../core/ports/remains.ts';
import { readBatchLog, trimBatchLog } from '../batch-log.ts';
import { shrinkReserved } from '../reserved-file.ts';
import { BatchOperation, type BatchOutcome } from './batch-operation.ts';
import type { BatchProcess } from './batch-process.ts';
import { BatchPlace } from '../batch-room.ts';
import type { RungNote } from './batch-rungs.ts';
import { BatchStarter } from './batch-starter.ts';
import { findBatch } from './find-batch.ts';
import { judgeBatch } from './judge-batch.ts';
import type { ProcessSettings } from './process-settings.ts';
import { ProcessRemains } from './process-remains.ts';
import { readProgram } from './read-program.ts';
import { releaseWork } from './release-work.ts';
import { adoptBatch } from './start-batch.ts';

const killMs = 2_000;
const lookEveryMs = 1_000;

/** Batches as processes of this machine, each kept apart from it and stopped to its last child. */
export class ProcessEngine implements BatchEngine {
  readonly name = 'process';
  readonly ladder: readonly Rung[] = ladderWith(defaultGraceMs);
  readonly #settings: ProcessSettings;
  readonly #starter: BatchStarter;
  readonly #operations = new Map<OperationRef, BatchOperation>();
  readonly #told = new Set<JobId>();
  readonly #looking: NodeJS.Timeout;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
    this.#starter = new BatchStarter(settings);
    this.#looking = setInterval(() => void this.#lookAfterLogs(), lookEveryMs).unref();
  }

  get leavesRunning(): boolean {
    return this.#settings.leavesBatches;
  }

  lead(): void {}

  ladderOf(ref: OperationRef, intent: CancelIntent | null): readonly Rung[] {
    const operation = this.#operations.get(ref);
    const program = operation?.job.request.program;
    const graceMs = program ? graceOf(program, intent) : defaultGraceMs;
    const told = operation?.batch.told;
    if (!told) return ladderWith(graceMs);
    // A gateway that follows gives what is left of the grace, and no new one.
    const passedMs = Math.max(0, this.#settings.uptime() - told.uptimeMs);
    return ladderWith(Math.max(0, graceMs - passedMs), told.at);
  }

  takes(file: string): boolean {
    return !isSqlScript(file);
  }

  readProgram(projectId: string, queue: Queue, asked: AskedProgram): Promise<ReadProgram> {
    return readProgram(this.#settings.buckets, projectId, queue, asked);
  }

  holds(job: Job): readonly Held[] {
    const paths = this.#pathsOf(job).map((path) => relative(this.#settings.dataDir, path));
    return [
      { kind: 'operation', engine: this.name, ref: job.id },
      ...paths.map((path) => ({ kind: 'path', path }) as const),
    ];
  }

  async start(job: Job, unwanted: AbortSignal): Promise<StartAnswer> {
    const begun = await this.#starter.begin(job, 0, unwanted);
    if (begun.kind === 'refused') return begun;
    this.#watchOver(job, begun.batch);
    return { kind: 'started', ref: job.id };
  }

  watch(ref: OperationRef): Promise<BatchOutcome> {
    const operation = this.#operations.get(ref);
    if (!operation) throw new Error(`there is no operation ${ref}`);
    return operation.outcome;
  }

  cancel(ref: OperationRef, rung: string): Promise<CancelAnswer> {
    const operation = this.#operations.get(ref);
    const answer = operation?.cancel(rung === 'kill' ? 'kill' : 'terminate');
    return Promise.resolve(answer ?? 'not_there');
  }

  async findByJob(job: Job): Promise<Found> {
    const own = this.#operations.get(job.id);
    if (own?.hasFailed === false) return { kind: 'running', ref: job.id };
    // What is on disk tells where to go on.
    own?.giveUp();
    this.#operations.delete(job.id);
    const found = await findBatch(this.#placeOf(job), this.#settings);
    switch (found.kind) {
      case 'runs':
        this.#starter.keep(job.id, found.uid);
        this.#watchOver(job, found.batch);
        return { kind: 'running', ref: job.id, taken: takenBy(found.batch.rungs) };
      case 'not_begun':
        return this.#goOn(job, found.attempt);
      case 'gone': {
        const observed = judgeBatch(found.end);
        if (observed.kind === 'out_of_reach') return observed;
        return { kind: 'ended', observed, taken: takenBy(found.end.rungs) };
      }
    }
  }

  async release(job: Job, held: Held): Promise<ReleaseCheck> {
    const at = this.#settings.now();
    switch (held.kind) {
      case 'operation': {
        const look = this.#look(job);
        if (look.isGone) {
          await this.#trimLogs(this.#placeOf(job));
          await this.#shrinkNotes(this.#placeOf(job));
        }
        return { held, ...look, at };
      }
      case 'path': {
        const { dataDir } = this.#settings;
        const path = this.#pathsOf(job).find((each) => relative(dataDir, each) === held.path);
        if (path === undefined) throw new Error(`the batch ${job.id} holds no ${held.path}`);
        const look = await releaseWork(path, held.path);
        if (!look.isGone) this.#tellOnce(job.id, look.read);
        return { held, ...look, at };
      }
      case 'context':
      case 'process':
        throw new Error(`a batch holds no ${held.kind} of its own`);
    }
  }

  collateral(): readonly string[] {
    return [];
  }

  readLog(job: Job, { stream, attempt }: LogName, from: number, most: number): Promise<LogPiece> {
    return readBatchLog(this.#placeOf(job), stream, attempt, from, most);
  }

  forget(jobId: JobId): void {
    const operation = this.#operations.get(jobId);
    operation?.giveUp();
    this.#operations.delete(jobId);
    this.#told.delete(jobId);
    this.#starter.giveBack(jobId);
  }

  /** What ended batches leave here, for the sweep. */
  get remains(): Remains {
    return new ProcessRemains(this.#settings.dataDir, (jobId) => this.#operations.has(jobId));
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    const operations = [...this.#operations.values()];
    if (!this.#settings.leavesBatches) {
      for (const operation of operations) operation.cancel('kill');
      await Promise.allSettled(operations.map(({ outcome }) => outcome));
    }
    for (const operation of operations) operation.giveUp();
  }

  #watchOver(job: Job, batch: BatchProcess): void {
    const begin = async (attempt: number, unwanted: AbortSignal) => {
      const begun = await this.#starter.begin(job, attempt, unwanted);
      return begun.kind === 'begun'
        ? begun.batch
        : ({ kind: 'failed', error: begun.error } as const);
    };
    this.#operations.set(job.id, new BatchOperation(job, batch, begin));
  }

  /** A try that an earlier gateway had not begun, and that nobody else can begin. */
  async #goOn(job: Job, attempt: number): Promise<Found> {
    if (attempt === 0) return startedAt(job) === null ? { kind: 'not_begun' } : roomIsGone;
    if (intentOf(job)) return { kind: 'ended', observed: { kind: 'stopped' } };
    const begun = await this.#starter.begin(job, attempt, never);
    if (begun.kind === 'refused') {
      return { kind: 'ended', observed: { kind: 'failed', error: begun.error } };
    }
    this.#watchOver(job, begun.batch);
    return { kind: 'running', ref: job.id };
  }

  #look(job: Job): { readonly isGone: boolean; readonly read: string } {
    const place = this.#placeOf(job);
    const own = this.#operations.get(job.id)?.batch;
    if (own) return own.check();
    const { attempts } = place;
    const former = attempts === 0 ? null : adoptBatch(place.room(attempts - 1), this.#settings);
    if (!former) return { isGone: true, read: 'no process of it was begun since the machine was' };
    const check = former.check();
    former.close();
    return check;
  }

  /** Also where the disk is full: giving back makes room. */
  async #lookAfterLogs(): Promise<void> {
    for (const { batch } of this.#operations.values()) {
      try {
        await batch.lookAtDisk();
      } catch (error) {
        this.#settings.failed('looking after the disk of a batch', error);
      }
      await this.#trimLogs(batch.room.place);
    }
  }

  /** Those of all its tries: one may have ended between two looks. */
  async #trimLogs(place: BatchPlace): Promise<void> {
    try {
      for (let attempt = 0; attempt < place.attempts; attempt++)
        for (const stream of ['stdout', 'stderr'] as const)
          await trimBatchLog(place.room(attempt), stream, this.#settings.logBytes);
    } catch (error) {
      this.#settings.failed('looking after the logs of a batch', error);
    }
  }

  /** Of all its tries, when nobody of it is seen any more. */
  async #shrinkNotes(place: BatchPlace): Promise<void> {
    try {
      for (let attempt = 0; attempt < place.attempts; attempt++)
        await shrinkReserved(place.room(attempt).seenFile);
    } catch (error) {
      this.#settings.failed('giving back the room of the notes of a batch', error);
    }
  }

  /** A job stays as it is until all of it is back: whoever looks after the machine has to hear why. */
  #tellOnce(jobId: JobId, read: string): void {
    if (this.#told.has(jobId)) return;
    this.#told.add(jobId);
    this.#settings.failed(`giving back what the batch ${jobId} holds`, new Error(read));
  }

  /** The directories that a batch has until it ends. */
  #pathsOf(job: Job): readonly string[] {
    const { workDir, heldDir } = this.#placeOf(job);
    return (job.request.program?.retries ?? 0) > 0 ? [workDir, heldDir] : [workDir];
  }

  #placeOf({ id, request }: Job): BatchPlace {
    return new BatchPlace(this.#settings.dataDir, request.projectId, id);
  }
}

/** @param toldAt when it was told to end; absent: it was not told yet */
function ladderWith(graceMs: number, toldAt?: number): readonly Rung[] {
  return [
    { name: 'terminate', waitMs: graceMs, ...(toldAt !== undefined && { takenAt: toldAt }) },
    { name: 'kill', waitMs: killMs },
  ];
}

/** As far as is known: each was noted before it was taken. */
function takenBy(rungs: readonly RungNote[]): readonly RungTaken[] {
  return rungs.map(({ rung, at }) => ({ rung, at, answer: 'told' }));
}

const roomIsGone: Found = {
  kind: 'out_of_reach',
  error: {
    code: 'engine',
    message: 'The directory of the batch is gone, with all that told of it.',
  },
};

const never = new AbortController().signal;
