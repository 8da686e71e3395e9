import type { Ports } from '../ports/ports.ts';

/** Less is the ordinary correction of a clock. */
const leastJumpMs = 1_000;

/**
 * Sees when somebody sets the clock, and lets the limits of jobs follow: a job that may run for a minute
 * is given a minute, whatever the clock says meanwhile. Time that the machine slept counts as set.
 */
export class ClockWatch {
  readonly #ports: Pick<Ports, 'jobs' | 'clock'>;
  #wall: number;
  #steady: number;

  constructor(ports: Pick<Ports, 'jobs' | 'clock'>) {
    this.#ports = ports;
    this.#wall = ports.clock.now();
    this.#steady = ports.clock.steady();
  }

  /** @returns the time by which limits may be judged now */
  async look(): Promise<number> {
    const { jobs, clock } = this.#ports;
    const wall = clock.now();
    const steady = clock.steady();
    const passedMs = steady - this.#steady;
    const jumpMs = Math.round(wall - this.#wall - passedMs);
    // What began since the last look may have begun by the new clock already.
    if (Math.abs(jumpMs) >= leastJumpMs) await jobs.shiftDeadlines(jumpMs, wall - passedMs, wall);
    this.#wall = wall;
    this.#steady = steady;
    return wall;
  }
}
