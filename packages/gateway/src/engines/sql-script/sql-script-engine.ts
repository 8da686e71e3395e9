import { readObsPath } from '../../core/files/file-name.ts';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { JobError } from '../../core/job/ending.ts';
import {
  intentOf,
  type Job,
  type JobId,
  type OperationRef,
  startedAt,
} from '../../core/job/job.ts';
import { graceOf } from '../../core/job/grace.ts';
import { isSqlScript } from '../../core/job/program.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type {
  AskedProgram,
  BatchEngine,
  LogName,
  LogPiece,
  ReadProgram,
} from '../../core/ports/batch-engine.ts';
import type { Found, Rung, StartAnswer } from '../../core/ports/engine.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import { readBatchLog } from '../batch-log.ts';
import { diskFull, isDiskFull } from '../full-disk.ts';
import { noFile } from '../no-file.ts';
import type { Outcome } from './current-statement.ts';
import { refuseLong } from './refuse-long.ts';
import { ScriptOperation } from './script-operation.ts';
import { ScriptRoom } from './script-room.ts';
import { anyStatement, sessionOf } from './script-statement.ts';
import type { SqlScriptSettings } from './sql-script-settings.ts';

/**
 * Batches whose program is a file of SQL: its statements run one after the other, in a session of their own,
 * on the engine of the queue.
 */
export class SqlScriptEngine implements BatchEngine {
  readonly name = 'sql-script';
  readonly ladder: readonly Rung[];
  readonly leavesRunning: boolean;
  readonly #settings: SqlScriptSettings;
  readonly #operations = new Map<OperationRef, ScriptOperation>();

  constructor(settings: SqlScriptSettings) {
    this.#settings = settings;
    this.ladder = settings.engine.ladder;
    this.leavesRunning = settings.leavesBatches;
  }

  lead(): void {}

  /**
   * How long a statement may ignore interrupts is the batch's to say. It counts from the first one: a gateway that
   * follows interrupts it anew, and gives it what is left.
   */
  ladderOf(ref: OperationRef, intent: CancelIntent | null): readonly Rung[] {
    const operation = this.#operations.get(ref);
    const program = operation?.script.request.program;
    const [first, ...others] = this.ladder;
    if (!first || !operation || !program) return this.ladder;
    const waitMs = Math.max(0, graceOf(program, intent) - operation.toldForMs);
    return [{ ...first, waitMs }, ...others];
  }

  takes(file: string): boolean {
    return isSqlScript(file);
  }

  async readProgram(
    projectId: string,
    queue: Queue,
    { file, files, args, retries }: AskedProgram,
  ): Promise<ReadProgram> {
    const read = readObsPath(file);
    if (read.kind === 'bad_name') {
      return refused('semantic', `${file} names no file: ${read.reason}`);
    }
    for (const [what, instead] of [
      [args.length > 0 && 'arguments', 'Write the values into the script.'],
      [files.length > 0 && 'further files', "Read them where they are: read_csv('bucket/key')."],
      [retries > 0 && 'retries', 'Submit it again, without what it has committed.'],
    ] as const) {
      if (what === false) continue;
      const where = `on the queue ${queue.name}, whose engine is ${queue.engine}`;
      return refused('not_supported', `A script in SQL has no ${what} ${where}. ${instead}`);
    }
    await using open = await this.#settings.buckets.open(projectId, read.file);
    if (open === null) return { kind: 'refused', error: noFile(read.file), isMissing: true };
    const error = refuseLong(open.file.size);
    return error ? { kind: 'refused', error } : { kind: 'runs', runtime: 'sql' };
  }

  holds(job: Job): readonly Held[] {
    const { engine, sessions } = this.#settings;
    const ofStatements = engine.holds(anyStatement(job, engine.name));
    return [
      { kind: 'operation', engine: this.name, ref: job.id },
      ...sessions.holds(sessionOf(job, engine.name)),
      ...ofStatements.filter(({ kind }) => kind === 'path'),
    ];
  }

  async start(job: Job, unwanted: AbortSignal): Promise<StartAnswer> {
    if (unwanted.aborted || intentOf(job)) return notWanted;
    const { program, projectId } = job.request;
    const read = program && readObsPath(program.file);
    if (read?.kind !== 'file') throw new Error(`the job ${job.id} is no script`);
    const room = this.#roomOf(job);
    try {
      const error = await room.furnish(this.#settings.buckets, projectId, read.file);
      if (error) return { kind: 'refused', error };
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      return { kind: 'refused', error: diskFull };
    }
    return { kind: 'started', ref: this.#begin(job, room, false) };
  }

  watch(ref: OperationRef): Promise<Outcome> {
    const operation = this.#operations.get(ref);
    if (!operation) throw new Error(`there is no operation ${ref}`);
    return operation.outcome;
  }

  async cancel(ref: OperationRef, rung: string): Promise<CancelAnswer> {
    return this.#operations.get(ref)?.cancel(rung) ?? 'not_there';
  }

  async findByJob(job: Job): Promise<Found> {
    if (this.#operations.has(job.id)) return { kind: 'running', ref: job.id };
    const room = this.#roomOf(job);
    if (!room.isFurnished) return startedAt(job) === null ? { kind: 'not_begun' } : roomIsGone;
    return { kind: 'running', ref: this.#begin(job, room, true) };
  }

  async release(job: Job, held: Held): Promise<ReleaseCheck> {
    const { engine, sessions, now } = this.#settings;
    const operation = this.#operations.get(job.id);
    switch (held.kind) {
      case 'operation': {
        const look = operation ? await operation.look(job) : notBegun;
        return { held, isGone: look.isGone, read: look.read, at: now() };
      }
      case 'context':
        return operation
          ? operation.releaseSession(held)
          : sessions.release(sessionOf(job, engine.name), held);
      case 'path':
        return engine.release(anyStatement(job, engine.name), held, false);
      case 'process':
        throw new Error('a script holds no process of its own');
    }
  }

  collateral(jobId: JobId): readonly string[] {
    return this.#operations.get(jobId)?.collateral ?? [];
  }

  readLog(job: Job, { stream, attempt }: LogName, from: number, most: number): Promise<LogPiece> {
    return readBatchLog(this.#roomOf(job).place, stream, attempt, from, most);
  }

  forget(jobId: JobId): void {
    this.#operations.get(jobId)?.forget();
    this.#operations.delete(jobId);
  }

  /** Its engine is to be closed next: what runs there ends with it, and the next gateway goes on. */
  async close(): Promise<void> {
    for (const operation of this.#operations.values()) operation.leave();
  }

  #begin(job: Job, room: ScriptRoom, wasLeft: boolean): OperationRef {
    this.#operations.set(job.id, new ScriptOperation(job, room, this.#settings, wasLeft));
    return job.id;
  }

  #roomOf(job: Job): ScriptRoom {
    return new ScriptRoom(this.#settings.dataDir, job);
  }
}

const notBegun = { isGone: true, read: 'no statement of it was begun' };

function refused<Code extends JobError['code']>(code: Code, message: string) {
  return { kind: 'refused', error: { code, message } } as const;
}

const notWanted = refused('engine', 'It was cancelled before it began.');

const roomIsGone: Found = {
  kind: 'out_of_reach',
  error: {
    code: 'engine',
    message: 'The directory of the script is gone, with all that told of it.',
  },
};
