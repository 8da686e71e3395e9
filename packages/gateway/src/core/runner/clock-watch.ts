import type { LimitedJob } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';

/** Less is the ordinary correction of a clock. */
const leastJumpMs = 1_000;
/** So few that no control call waits for more than one slice. */
const sliceOfJobs = 2_000;

/** A shift that is not done yet for these jobs. */
interface OwedShift {
  readonly byMs: number;
  readonly jobs: LimitedJob[];
}

/**
 * Sees when somebody sets the clock, and lets the limits of jobs follow: a job that may run for a minute
 * is given a minute, whatever the clock says meanwhile. Time that the machine slept counts as set.
 */
export class ClockWatch {
  readonly #ports: Pick<Ports, 'jobs' | 'clock'>;
  readonly #sliceLength: number;
  /** In order. What fails is done by the next look, and what is done is not done again. */
  readonly #owed: OwedShift[] = [];
  #wall: number;
  #steady: number;

  constructor(ports: Pick<Ports, 'jobs' | 'clock'>, sliceLength = sliceOfJobs) {
    this.#ports = ports;
    this.#sliceLength = sliceLength;
    this.#wall = ports.clock.now();
    this.#steady = ports.clock.steady();
  }

  /** @returns the time by which limits may be judged now */
  async look(): Promise<number> {
    const { clock } = this.#ports;
    const wall = clock.now();
    const steady = clock.steady();
    const passedMs = steady - this.#steady;
    const byMs = Math.round(wall - this.#wall - passedMs);
    if (Math.abs(byMs) >= leastJumpMs) {
      this.#owed.push({ byMs, jobs: await this.#begunBefore(wall - passedMs) });
    }
    this.#wall = wall;
    this.#steady = steady;
    await this.#shift();
    return wall;
  }

  /** What began since the last look may have begun by the new clock already. */
  async #begunBefore(since: number): Promise<LimitedJob[]> {
    const { jobs, clock } = this.#ports;
    const limited = await jobs.limitedJobs();
    // Asked after the read: whatever it found by the new clock began by now.
    const until = clock.now();
    return limited.filter(({ countsFrom }) => countsFrom < since || countsFrom > until);
  }

  async #shift(): Promise<void> {
    for (let next = this.#owed[0]; next; next = this.#owed[0]) {
      const slice = next.jobs.slice(0, this.#sliceLength);
      if (slice.length > 0) await this.#ports.jobs.shiftDeadlines(next.byMs, slice);
      next.jobs.splice(0, slice.length);
      if (next.jobs.length === 0) this.#owed.shift();
    }
  }
}
