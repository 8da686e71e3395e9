import type { Job } from '../job/job.ts';
import type { LimitedJob } from '../ports/job-store.ts';
import type { Lease, LeaseStore } from '../ports/lease-store.ts';
import { adoptLostJobs } from './adopt-lost-jobs.ts';
import { ClientLeaseWatch } from './client-lease-watch.ts';
import { cancelForShutdown } from './cancel-for-shutdown.ts';
import { cancelOverdue } from './cancel-overdue.ts';
import { ClockWatch } from './clock-watch.ts';
import { driveJob, resumeJob } from './drive-job.ts';
import { Drives } from './drives.ts';
import { LeaseLostError } from './move-job.ts';
import type { RunnerPorts } from './runner-ports.ts';

const mostClaimsAtOnce = 16;

export interface RunnerOptions {
  /** Names this process in the lease. */
  readonly holder: string;
  readonly leaseTtlMs: number;
  /** How often the rows are looked at although no news came. */
  readonly tickMs: number;
  /** What ends this soon after its start is written with it, by one write: until then it is `launching`. */
  readonly shortMs: number;
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
  readonly #ports: RunnerPorts;
  readonly #leases: LeaseStore;
  readonly #options: RunnerOptions;
  readonly #log: RunnerLog;
  readonly #stopped = new AbortController();
  readonly #drives: Drives;
  readonly #clockWatch: ClockWatch<LimitedJob>;
  readonly #clientLeaseWatch: ClientLeaseWatch;
  #lease: Lease;
  #leasedAt: number;
  #isDraining = false;
  readonly #wake = new AbortController();
  #claiming: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();
  readonly #unsubscribes: (() => void)[] = [];

  private constructor(
    ports: RunnerPorts,
    leases: LeaseStore,
    lease: Lease,
    options: RunnerOptions,
    log: RunnerLog,
  ) {
    this.#ports = ports;
    this.#leases = leases;
    this.#lease = lease;
    this.#leasedAt = ports.clock.steady();
    const { jobs } = ports;
    this.#clockWatch = new ClockWatch(
      {
        read: () => jobs.limitedJobs(),
        shift: (byMs, limited) => jobs.shiftDeadlines(byMs, limited),
      },
      ports.clock,
    );
    this.#clientLeaseWatch = new ClientLeaseWatch(ports);
    this.#options = options;
    this.#log = log;
    const times = { retryMs: options.tickMs, shortMs: options.shortMs };
    this.#drives = new Drives(ports, this.#stopped.signal, times, {
      leaseLost: (cause) => this.#giveUp(cause),
      failed: (what, cause) => log.failed(what, cause),
    });
  }

  /** @throws LeaseLostError when another gateway drives the jobs of this store */
  static async start(
    ports: RunnerPorts,
    leases: LeaseStore,
    options: RunnerOptions,
    log: RunnerLog,
  ): Promise<Runner> {
    const lease = await leases.acquire(options.holder, ports.clock.now(), options.leaseTtlMs);
    if (lease === 'taken') {
      throw new LeaseLostError('another gateway holds the lease of this data directory');
    }
    const runner = new Runner(ports, leases, lease, options, log);
    runner.#unsubscribes.push(ports.news.subscribe((job) => runner.#hear(job)));
    try {
      const adopted = await adoptLostJobs(ports, lease.token);
      runner.#takeEnginesOver(adopted);
      for (const job of adopted) runner.#drives.start(job, lease.token, resumeJob);
    } catch (error) {
      await runner.#leave();
      throw error;
    }
    runner.#looking = runner.#keepLooking();
    runner.#unsubscribes.push(ports.openings.subscribe(() => runner.#claim()));
    void runner.#keepClaiming();
    return runner;
  }

  /** The fence of every write of this runner. */
  get leaseToken(): number {
    return this.#lease.token;
  }

  /** True while this process may drive jobs. */
  get isLeading(): boolean {
    return !this.#stopped.signal.aborted;
  }

  /**
   * Claims nothing more, gives running jobs `graceMs` to end, cancels the rest with the reason
   * `shutdown`, and gives them `stopMs` to be stopped. Queued jobs stay for the next start, and so do
   * running ones of engines that leave them running.
   * @returns how many could not be stopped: their cancel is durable, and the next start goes on with it
   */
  async drain(graceMs: number, stopMs = 30_000): Promise<number> {
    this.#isDraining = true;
    this.#wake.abort();
    // Those that are on their way are the last ones.
    await this.#claiming;
    await this.#drives.idleWithin(graceMs);
    await this.#attempt('cancelling jobs for the shutdown', () =>
      cancelForShutdown(this.#ports, this.#lease.token, (job) => this.#drives.mayGoOn(job)),
    );
    await this.#drives.idleWithin(stopMs);
    const left = this.#drives.unfinished;
    await this.#leave();
    return left;
  }

  #takeEnginesOver(adopted: readonly Job[]): void {
    for (const engine of this.#ports.engines.values()) engine.lead(this.#lease.token, adopted);
  }

  /** Each step has its own failure: a full disk must not keep the lease from being kept. */
  async #keepLooking(): Promise<void> {
    while (this.isLeading) {
      await this.#attempt('keeping the lease', () => this.#keepLease());
      await this.#attempt('cancelling overdue jobs', async () =>
        cancelOverdue(this.#ports, await this.#clockWatch.look()),
      );
      await this.#attempt('cancelling the work of lost clients', () =>
        this.#clientLeaseWatch.look(),
      );
      await this.#attempt('carrying cancels to their jobs', () => this.#ringCancelled());
      await this.#ports.clock.sleep(this.#options.tickMs, this.#stopped.signal);
    }
  }

  /** Openings tell of nearly all that may start; the rows are the truth. */
  async #keepClaiming(): Promise<void> {
    while (this.#mayClaim) {
      this.#claim();
      await this.#ports.clock.sleep(this.#options.tickMs, this.#wake.signal);
    }
  }

  #claim(): void {
    if (!this.#mayClaim) return;
    const claiming = this.#attempt('claiming jobs', () => this.#claimAll());
    // Without what they answered: a chain of answers would grow with every job.
    this.#claiming = Promise.all([this.#claiming, claiming]).then(() => undefined);
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
    if (job.state.status === 'cancelling') this.#drives.ring(job);
  }

  async #keepLease(): Promise<void> {
    const { clock } = this.#ports;
    const leasedAt = clock.steady();
    if (leasedAt - this.#leasedAt < this.#options.leaseTtlMs / 2) return;
    const renewed = await this.#leases.renew(this.#lease, clock.now(), this.#options.leaseTtlMs);
    if (renewed === 'lost') throw new LeaseLostError('another gateway took the lease');
    this.#lease = renewed;
    this.#leasedAt = leasedAt;
  }

  /** The row is the truth: a cancel whose news was missed is carried out all the same. */
  async #ringCancelled(): Promise<void> {
    if (this.#drives.size === 0) return;
    for (const job of await this.#ports.jobs.cancellingJobs(this.#lease.token)) {
      this.#drives.ring(job);
    }
  }

  /** Many at once, where many wait: they are on disk as fast as one. */
  async #claimAll(): Promise<void> {
    while (this.#mayClaim) {
      const now = this.#ports.clock.now();
      const { jobs, onDisk } = await this.#ports.jobs.claim(
        mostClaimsAtOnce,
        this.#lease.token,
        now,
        (job) => this.#drives.engineOf(job).holds(job),
      );
      const ahead = jobs.filter((job) => this.#drives.engineOf(job).mayStartAhead?.(job) === true);
      for (const job of ahead) this.#drive(job);
      await onDisk;
      for (const job of jobs) {
        this.#ports.news.publish(job);
        if (!ahead.includes(job)) this.#drive(job);
      }
      if (jobs.length < mostClaimsAtOnce) return;
    }
  }

  #drive(job: Job): void {
    this.#drives.start(job, this.#lease.token, driveJob);
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
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }
}
