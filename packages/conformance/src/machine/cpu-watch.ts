import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../play/pace.ts';
import { keyOf, type ProcessTable, type WorkerProcess } from './process-table.ts';

/** What processes had used at a moment, by their keys. */
interface Sample {
  readonly at: number;
  readonly workers: ReadonlyMap<string, WorkerProcess>;
}

/** Sees from their processor time whether a server's workers compute. */
export class CpuWatch {
  readonly #table: ProcessTable;
  readonly #pace: Pace;
  /** How much the workers use in a millisecond while nothing of this case runs. */
  readonly #atRest: number;

  private constructor(table: ProcessTable, pace: Pace, atRest: number) {
    this.#table = table;
    this.#pace = pace;
    this.#atRest = atRest;
  }

  /** Looks how busy the workers are before a case begins. */
  static async start(table: ProcessTable, pace: Pace): Promise<CpuWatch> {
    const earlier = await sampleOf(table);
    await pause(pace.windowMs);
    const before = await sampleOf(table);
    return new CpuWatch(table, pace, levelBetween(earlier, before));
  }

  /** Waits until the workers have visibly computed; false when they have not within the time. */
  async computes(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      if (!this.#isQuiet(await this.#lookTwice())) return true;
    }
    return false;
  }

  /**
   * Whether those that worked have stopped. They get a second look, since a worker tidies up.
   * @returns null when quiet, else how much of a processor they still use
   */
  async busyLevel(): Promise<number | null> {
    if (this.#isQuiet(await this.#lookTwice())) return null;
    const looked = await this.#lookTwice();
    return this.#isQuiet(looked) ? null : levelBetween(...looked);
  }

  /** Milliseconds from now until they are quiet; null when they are not within the time. */
  async quietAfter(withinMs: number): Promise<number | null> {
    const start = performance.now();
    while (performance.now() - start < withinMs) {
      const looked = await this.#lookTwice();
      if (this.#isQuiet(looked)) return looked[0].at - start;
    }
    return null;
  }

  /** Pids of those that compute now. */
  async computing(): Promise<number[]> {
    const [earlier, later] = await this.#lookTwice();
    return [...later.workers.values()]
      .filter((worker) => used(earlier, worker) > this.#pace.toleranceMs)
      .map(({ pid }) => pid);
  }

  async #lookTwice(): Promise<[earlier: Sample, later: Sample]> {
    const earlier = await sampleOf(this.#table);
    await pause(this.#pace.windowMs);
    return [earlier, await sampleOf(this.#table)];
  }

  #isQuiet([earlier, later]: [earlier: Sample, later: Sample]): boolean {
    const usualMs = this.#atRest * (later.at - earlier.at);
    return growth(earlier, later) <= usualMs * 1.2 + this.#pace.toleranceMs;
  }
}

async function sampleOf(table: ProcessTable): Promise<Sample> {
  const workers = await table.workers();
  return {
    at: performance.now(),
    workers: new Map(workers.map((worker) => [keyOf(worker), worker])),
  };
}

function levelBetween(earlier: Sample, later: Sample): number {
  return growth(earlier, later) / (later.at - earlier.at);
}

/** Of those that were there before: a process that is just starting computes too. */
function growth(earlier: Sample, later: Sample): number {
  return [...later.workers.values()].reduce((sum, worker) => sum + used(earlier, worker), 0);
}

function used(earlier: Sample, worker: WorkerProcess): number {
  const before = earlier.workers.get(keyOf(worker));
  return before ? worker.cpuMs - before.cpuMs : 0;
}
