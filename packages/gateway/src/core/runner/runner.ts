import type { Job, JobId } from '../job/job.ts';
import type { Engine } from '../ports/engine.ts';
import type { Lease, LeaseStore } from '../ports/lease-store.ts';
import type { Ports } from '../ports/ports.ts';
import { cancelOverdue } from './cancel-overdue.ts';
import { type Drive, driveJob, resumeJob } from './drive-job.ts';
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

/**
 * What happens after the answer: claims queued jobs while slots are free, drives each to its ending,
 * carries cancels to the drives, and takes over what an earlier gateway left.
 */
export class Runner {
  readonly #ports: Ports;
  readonly #leases: LeaseStore;
  readonly #options: RunnerOptions;
  readonly #log: RunnerLog;
  readonly #drives = new Map<JobId, { readonly drive: Drive; readonly done: Promise<void> }>();
  readonly #stopped = new AbortController();
  #lease: Lease;
  #isDraining = false;
  #wake = new AbortController();
  #claiming: Promise<void> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();
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
    runner.#unsubscribe = ports.news.subscribe((job) => runner.#hear(job));
    try {
      await runner.#adoptLostJobs();
    } catch (error) {
      await runner.#leave();
      throw error;
    }
    runner.#looking = runner.#keepLooking();
    runner.#claiming = runner.#keepClaiming();
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
   * `shutdown`, and gives them `stopMs` to be stopped. Queued jobs stay for the next start.
   * @returns how many could not be stopped: their cancel is durable, and the next start goes on with it
   */
  async drain(graceMs: number, stopMs = 30_000): Promise<number> {
    this.#isDraining = true;
    this.#wake.abort();
    // A claim that is on its way is the last one.
    await this.#claiming;
    await this.#idleWithin(graceMs);
    await this.#attempt('cancelling jobs for the shutdown', () => this.#cancelForShutdown());
    await this.#idleWithin(stopMs);
    const left = this.#drives.size;
    await this.#leave();
    return left;
  }

  /** Each step has its own failure: a full disk must not keep the lease from being kept. */
  async #keepLooking(): Promise<void> {
    while (this.isLeading) {
      await this.#attempt('keeping the lease', () => this.#keepLease());
      await this.#attempt('cancelling overdue jobs', () => cancelOverdue(this.#ports));
      await this.#attempt('carrying cancels to their jobs', () => this.#ringCancelled());
      await this.#ports.clock.sleep(this.#options.tickMs, this.#stopped.signal);
    }
  }

  async #keepClaiming(): Promise<void> {
    while (this.#mayClaim) {
      this.#wake = new AbortController();
      await this.#attempt('claiming jobs', () => this.#claimAll());
      await this.#ports.clock.sleep(this.#options.tickMs, this.#wake.signal);
    }
  }

  get #mayClaim(): boolean {
    return this.isLeading && !this.#isDraining;
  }

  async #attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof LeaseLostError) this.#giveUp(error);
      else this.#log.failed(what, error);
    }
  }

  #hear(job: Job): void {
    switch (job.state.status) {
      case 'queued':
      case 'ended':
        return this.#wake.abort();
      case 'cancelling':
        return this.#drives.get(job.id)?.drive.unwanted.abort();
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
      this.#drives.get(job.id)?.drive.unwanted.abort();
    }
  }

  async #claimAll(): Promise<void> {
    while (this.#mayClaim) {
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

  #drive(job: Job, begin: typeof driveJob): void {
    const drive: Drive = {
      leaseToken: this.#lease.token,
      unwanted: new AbortController(),
      stopped: this.#stopped.signal,
      rungs: [],
      seen: null,
    };
    if (job.state.status === 'cancelling') drive.unwanted.abort();
    const done = this.#driveUntilEnded(job, begin, drive).finally(() => {
      this.#drives.delete(job.id);
      this.#wake.abort();
    });
    this.#drives.set(job.id, { drive, done });
  }

  /** A drive that fails (a full disk, say) is taken up again: a job is never left without one. */
  async #driveUntilEnded(job: Job, begin: typeof driveJob, drive: Drive): Promise<void> {
    let go = begin;
    while (this.isLeading) {
      try {
        return await go(this.#ports, this.#engineOf(job), job, drive);
      } catch (error) {
        if (!this.isLeading) return;
        if (error instanceof LeaseLostError) return this.#giveUp(error);
        this.#log.failed(`driving job ${job.id}`, error);
      }
      go = resumeJob;
      await this.#ports.clock.sleep(this.#options.tickMs, this.#stopped.signal);
    }
  }

  #engineOf(job: Job): Engine {
    const engine = this.#ports.engines.get(job.request.engine);
    if (!engine) throw new Error(`no engine named ${job.request.engine}`);
    return engine;
  }

  /** Under the lease: who was taken over, and does not know it yet, stops no job of the new owner. */
  async #cancelForShutdown(): Promise<void> {
    if (!this.isLeading || this.#drives.size === 0) return;
    const live = await this.#ports.jobs.liveJobs();
    const mine = live.filter(({ id }) => this.#drives.has(id));
    await Promise.all(mine.map((job) => this.#cancelOneForShutdown(job)));
  }

  async #cancelOneForShutdown(job: Job): Promise<void> {
    const at = this.#ports.clock.now();
    const requestId = `shutdown-${job.id}`;
    const intent = { by: 'sluice', at, reason: 'shutdown', requestId } as const;
    const wanted = { kind: 'cancel_wanted', intent } as const;
    const move = await moveJob(this.#ports, job, this.#lease.token, wanted);
    if (move.kind === 'moved') this.#ports.news.publish(move.job);
  }

  /** Waits until no job is live here, or the time is up. */
  async #idleWithin(ms: number): Promise<void> {
    const idle = new AbortController();
    void Promise.allSettled([...this.#drives.values()].map(({ done }) => done)).then(() =>
      idle.abort(),
    );
    await this.#ports.clock.sleep(ms, idle.signal);
  }

  #giveUp(cause: LeaseLostError): void {
    if (!this.isLeading) return;
    this.#stop();
    this.#log.failed('holding the lease', cause);
  }

  /** Gives the lease back, so that the next gateway need not wait for its end. */
  async #leave(): Promise<void> {
    this.#stop();
    await this.#looking;
    await this.#attempt('giving the lease back', () => this.#leases.release(this.#lease));
  }

  #stop(): void {
    this.#stopped.abort();
    this.#wake.abort();
    this.#unsubscribe();
  }
}
