import { intentOf, type Job, type JobId } from '../job/job.ts';
import type { Engine } from '../ports/engine.ts';
import { type Drive, type driveJob, resumeJob, tellUnwanted } from './drive-job.ts';
import type { RunnerPorts } from './runner-ports.ts';
import { type DrivesNews, takeUpAgain } from './take-up-again.ts';

export interface DriveTimes {
  /** How long a drive waits after its first failure before it is taken up again. */
  readonly retryMs: number;
  /** What ends this soon after its start is written with it. */
  readonly shortMs: number;
}

interface OwnDrive {
  readonly drive: Drive;
  readonly done: Promise<unknown>;
  /** Whether the job goes on without this process. */
  readonly mayGoOn: boolean;
}

/** The jobs that are live in this process, and what takes each of them to its ending. */
export class Drives {
  readonly #ports: RunnerPorts;
  readonly #stopped: AbortSignal;
  readonly #times: DriveTimes;
  readonly #news: DrivesNews;
  readonly #drives = new Map<JobId, OwnDrive>();

  /**
   * @param stopped aborts when the jobs are given up; they are left as they are
   */
  constructor(ports: RunnerPorts, stopped: AbortSignal, times: DriveTimes, news: DrivesNews) {
    this.#ports = ports;
    this.#stopped = stopped;
    this.#times = times;
    this.#news = news;
  }

  get size(): number {
    return this.#drives.size;
  }

  engineOf(job: Job): Engine {
    const engine = this.#ports.engines.get(job.request.engine);
    if (!engine) throw new Error(`no engine named ${job.request.engine}`);
    return engine;
  }

  /** Drives a job that was claimed, or resumes one that was adopted. */
  start(job: Job, leaseToken: number, begin: typeof driveJob): void {
    const drive: Drive = {
      leaseToken,
      unwanted: new AbortController(),
      intent: null,
      shortened: new AbortController(),
      stopped: this.#stopped,
      shortMs: this.#times.shortMs,
      started: null,
      rungs: [],
      seen: null,
      stoppedBy: null,
      formerRungs: [],
    };
    const done = this.#driveUntilEnded(job, drive, begin).finally(() =>
      this.#drives.delete(job.id),
    );
    this.#drives.set(job.id, { drive, done, mayGoOn: this.mayGoOn(job) });
  }

  /** Tells a job's drive that the job is `cancelling`. */
  ring(job: Job): void {
    const own = this.#drives.get(job.id);
    const intent = intentOf(job);
    if (own && intent) tellUnwanted(own.drive, intent);
  }

  /** Whether a job is left running when this process is stopped. */
  mayGoOn(job: Job): boolean {
    return this.engineOf(job).leavesRunning === true;
  }

  /** How many jobs are live that do not go on without this process. */
  get unfinished(): number {
    return this.#waitedFor().length;
  }

  /** Waits until no such job is live here, or the time is up. */
  async idleWithin(ms: number): Promise<void> {
    const idle = new AbortController();
    void Promise.allSettled(this.#waitedFor().map(({ done }) => done)).then(() => idle.abort());
    await this.#ports.clock.sleep(ms, idle.signal);
  }

  /** One that is to be stopped is waited for in any case. */
  #waitedFor(): readonly OwnDrive[] {
    return [...this.#drives.values()].filter(
      ({ drive, mayGoOn }) => !mayGoOn || drive.unwanted.signal.aborted,
    );
  }

  /** A job is never left without a drive. */
  #driveUntilEnded(job: Job, drive: Drive, begin: typeof driveJob): Promise<void> {
    const failing = {
      firstMs: this.#times.retryMs,
      stopped: this.#stopped,
      unwanted: drive.unwanted.signal,
      hasEnded: () => drive.seen !== null,
      what: `driving job ${job.id}`,
      news: this.#news,
    };
    return takeUpAgain(this.#ports.clock, failing, (isFirst) => {
      const go = isFirst ? begin : resumeJob;
      return go(this.#ports, this.engineOf(job), job, drive);
    });
  }
}
