import { requestCancel } from '../actions/request-cancel.ts';
import type { Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import type { Engine } from '../ports/engine.ts';
import type { Lease, LeaseStore } from '../ports/lease-store.ts';
import type { Ports } from '../ports/ports.ts';
import { cancelOverdue } from './cancel-overdue.ts';
import { type DriveSignals, driveJob, resumeJob } from './drive-job.ts';
import { LeaseLostError, moveJob } from './move-job.ts';

export interface RunnerOptions {
  /** Names this process in the lease. */
  readonly holder: string;
  readonly leaseTtlMs: number;
  /** How often the rows are looked at although no news came. */
  readonly tickMs: number;
}

/** Told of what a person has to know; the runner itself goes on. */
export interface RunnerLog {
  failed(what: string, cause: unknown): void;
}

interface Drive {
  readonly unwanted: AbortController;
  readonly done: Promise<void>;
}

/**
 * What happens after the answer: claims queued jobs while slots are free, drives each to its ending,
 * carries cancels to the drives, and takes over what an earlier gateway left.
 */
export class Runner {
  readonly #ports: Ports;
  readonly #leases: LeaseStore;
  readonly #options: RunnerOptions;
  readonly #log: RunnerLog;
  readonly #drives = new Map<JobId, Drive>();
  readonly #stopped = new AbortController();
  readonly #draining = new AbortController();
  #lease: Lease;
  #wake = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => {};

  private constructor(
    ports: Ports,
    leases: LeaseStore,
    lease: Lease,
    options: RunnerOptions,
    log: RunnerLog,
  ) {
    this.#ports = ports;
    this.#leases = leases;
    this.#lease = lease;
    this.#options = options;
    this.#log = log;
  }

  /** @throws LeaseLostError when another gateway drives the jobs of this store */
  static async start(
    ports: Ports,
    leases: LeaseStore,
    options: RunnerOptions,
    log: RunnerLog,
  ): Promise<Runner> {
    const lease = await leases.acquire(options.holder, ports.clock.now(), options.leaseTtlMs);
    if (lease === 'taken')
      throw new LeaseLostError('another gateway holds the lease of this data directory');
    const runner = new Runner(ports, leases, lease, options, log);
    await runner.#adoptLostJobs();
    runner.#unsubscribe = ports.news.subscribe((job) => runner.#hear(job));
    runner.#loop = runner.#run();
    return runner;
  }

  /** True while this process may drive jobs. */
  get isLeading(): boolean {
    return !this.#stopped.signal.aborted;
  }

  /** How many jobs are live in this process. */
  get driving(): number {
    return this.#drives.size;
  }

  /**
   * Claims nothing more, gives running jobs `graceMs` to end, cancels the rest with the reason
   * `shutdown`, and returns when each has its ending. Queued jobs stay for the next start.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining.abort();
    this.#wake.abort();
    await this.#loop;
    await this.#idleWithin(graceMs);
    for (const jobId of this.#drives.keys()) await this.#cancelForShutdown(jobId);
    await this.#idle();
    this.#stopped.abort();
    this.#unsubscribe();
    await this.#leases.release(this.#lease);
  }

  async #run(): Promise<void> {
    while (!this.#draining.signal.aborted) {
      this.#wake = new AbortController();
      try {
        await this.#keepLease();
        await cancelOverdue(this.#ports);
        await this.#ringCancelled();
        await this.#claimAll();
      } catch (error) {
        if (error instanceof LeaseLostError) return this.#giveUp(error);
        this.#log.failed('a turn of the runner', error);
      }
      const wake = AbortSignal.any([this.#wake.signal, this.#draining.signal]);
      await this.#ports.clock.sleep(this.#options.tickMs, wake);
    }
  }

  #hear(job: Job): void {
    switch (job.state.status) {
      case 'queued':
      case 'ended':
        return this.#wake.abort();
      case 'cancelling':
        return this.#drives.get(job.id)?.unwanted.abort();
      case 'launching':
      case 'running':
        return;
    }
  }

  async #keepLease(): Promise<void> {
    const now = this.#ports.clock.now();
    if (this.#lease.until - now > this.#options.leaseTtlMs / 2) return;
    const renewed = await this.#leases.renew(this.#lease, now, this.#options.leaseTtlMs);
    if (renewed === 'lost') throw new LeaseLostError('another gateway took the lease');
    this.#lease = renewed;
  }

  /** The row is the truth: a cancel whose news was missed is carried out all the same. */
  async #ringCancelled(): Promise<void> {
    if (this.#drives.size === 0) return;
    for (const job of await this.#ports.jobs.cancellingJobs(this.#lease.token)) {
      this.#drives.get(job.id)?.unwanted.abort();
    }
  }

  async #claimAll(): Promise<void> {
    while (!this.#draining.signal.aborted) {
      const now = this.#ports.clock.now();
      const job = await this.#ports.jobs.claim(this.#lease.token, now, (claimed) =>
        this.#engineOf(claimed).holds(claimed),
      );
      if (!job) return;
      this.#ports.news.publish(job);
      this.#drive(job, driveJob);
    }
  }

  async #adoptLostJobs(): Promise<void> {
    const { token } = this.#lease;
    for (const job of await this.#ports.jobs.liveJobs()) {
      const former =
        job.state.status === 'queued' || job.state.status === 'ended' ? null : job.state.leaseToken;
      if (former === null) continue;
      const event = { kind: 'lease_ran_out', leaseToken: token } as const;
      const move = await moveJob(this.#ports, job, former, event);
      if (move.kind === 'moved') this.#drive(move.job, resumeJob);
    }
  }

  #drive(job: Job, drive: typeof driveJob): void {
    const unwanted = new AbortController();
    if (job.state.status === 'cancelling') unwanted.abort();
    const done = this.#driveUntilEnded(job, drive, unwanted).finally(() => {
      this.#drives.delete(job.id);
      this.#wake.abort();
    });
    this.#drives.set(job.id, { unwanted, done });
  }

  /** A drive that fails (a full disk, say) is taken up again: a job is never left without one. */
  async #driveUntilEnded(
    job: Job,
    drive: typeof driveJob,
    unwanted: AbortController,
  ): Promise<void> {
    const signals: DriveSignals = { unwanted, stopped: this.#stopped.signal };
    let current = job;
    let next = drive;
    while (!isEnded(current) && this.isLeading) {
      try {
        return await next(this.#ports, this.#engineOf(job), current, this.#lease.token, signals);
      } catch (error) {
        if (error instanceof LeaseLostError) return this.#giveUp(error);
        this.#log.failed(`driving job ${job.id}`, error);
      }
      await this.#ports.clock.sleep(this.#options.tickMs, this.#stopped.signal);
      current = (await this.#ports.jobs.find(job.request.projectId, job.id)) ?? current;
      next = resumeJob;
    }
  }

  #engineOf(job: Job): Engine {
    const engine = this.#ports.engines.get(job.request.engine);
    if (!engine) throw new Error(`no engine named ${job.request.engine}`);
    return engine;
  }

  async #cancelForShutdown(jobId: JobId): Promise<void> {
    const live = await this.#ports.jobs.liveJobs();
    const job = live.find(({ id }) => id === jobId);
    if (!job) return;
    await requestCancel(this.#ports, job.request.projectId, jobId, {
      by: 'sluice',
      reason: 'shutdown',
      requestId: `shutdown-${jobId}`,
    });
  }

  #idle(): Promise<unknown> {
    return Promise.allSettled([...this.#drives.values()].map(({ done }) => done));
  }

  async #idleWithin(graceMs: number): Promise<void> {
    const idle = new AbortController();
    void this.#idle().then(() => idle.abort());
    await this.#ports.clock.sleep(graceMs, idle.signal);
  }

  #giveUp(cause: LeaseLostError): void {
    this.#stopped.abort();
    this.#unsubscribe();
    this.#log.failed('holding the lease', cause);
  }
}
