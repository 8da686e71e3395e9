import type { Job, JobId } from '../../src/core/job/job.ts';
import type { Point } from '../../src/engines/scripted/script.ts';
import { soon } from './soon.ts';

export interface HeldPoint {
  /** Waits until a run has come to the point; it stays there. */
  reached(): Promise<Job>;
  /** Lets the run go on, and every later one. */
  release(): void;
}

interface Hold {
  readonly point: Point;
  readonly jobId: JobId | null;
  readonly reached: PromiseWithResolvers<Job>;
  readonly released: PromiseWithResolvers<void>;
}

/** Holds runs of the scripted engine at its points, and knows which points were passed. */
export class Stage {
  /** Every point that was reached, in order. */
  readonly passed: { readonly point: Point; readonly jobId: JobId }[] = [];
  readonly #holds: Hold[] = [];
  #isOpen = false;

  /** To be called by the engine at each point. */
  at(point: Point, job: Job): Promise<void> | undefined {
    this.passed.push({ point, jobId: job.id });
    const held = this.#holds.filter(
      (hold) => hold.point === point && (hold.jobId === null || hold.jobId === job.id),
    );
    if (held.length === 0) return undefined;
    for (const { reached } of held) reached.resolve(job);
    if (this.#isOpen) return undefined;
    return Promise.all(held.map(({ released }) => released.promise)).then(() => {});
  }

  /** From now on runs stop at this point: those of one job, or of any. */
  hold(point: Point, jobId: JobId | null = null): HeldPoint {
    const hold: Hold = {
      point,
      jobId,
      reached: Promise.withResolvers(),
      released: Promise.withResolvers(),
    };
    this.#holds.push(hold);
    return {
      reached: () => soon(`a run at '${point}'`, hold.reached.promise),
      release: () => hold.released.resolve(),
    };
  }

  /** Lets every run go on, now and later. */
  open(): void {
    this.#isOpen = true;
    for (const { released } of this.#holds) released.resolve();
  }

  hasPassed(point: Point, jobId: JobId): boolean {
    return this.passed.some((passage) => passage.point === point && passage.jobId === jobId);
  }
}
