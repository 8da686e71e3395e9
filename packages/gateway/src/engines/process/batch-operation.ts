import { intentOf, type Job } from '../../core/job/job.ts';
import type { CancelAnswer } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { BatchProcess } from './batch-process.ts';
import type { BatchRung } from './batch-rungs.ts';
import { judgeBatch } from './judge-batch.ts';

export type BatchOutcome = Observed | OutOfReach;

/**
 * Begins one more try of a batch, or says why it cannot be begun.
 * `unwanted` aborts when the batch is to be cancelled: a try that has not begun then never does.
 */
export type BeginTry = (attempt: number, unwanted: AbortSignal) => Promise<BatchProcess | Observed>;

/** A batch that runs, with all its tries. */
export class BatchOperation {
  readonly job: Job;
  /** Resolves when the last try was seen to end. */
  readonly outcome: Promise<BatchOutcome>;
  readonly #begin: BeginTry;
  #batch: BatchProcess;
  #rung: BatchRung | null = null;
  readonly #unwanted = new AbortController();
  #isGivenUp = false;
  #hasFailed = false;

  /** @param batch the try that runs */
  constructor(job: Job, batch: BatchProcess, begin: BeginTry) {
    this.job = job;
    this.#batch = batch;
    this.#begin = begin;
    this.outcome = this.#watch();
    // Whoever watches it hears of a failure, too.
    this.outcome.catch(() => {
      this.#hasFailed = true;
    });
  }

  /** The last try. */
  get batch(): BatchProcess {
    return this.#batch;
  }

  /** Nobody watches over it any more, since its next try could not be begun, say. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** From here on no further try begins. */
  cancel(rung: BatchRung): CancelAnswer {
    this.#rung = rung;
    this.#unwanted.abort();
    return this.#batch.take(rung);
  }

  /** It runs on without anybody here who watches it. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#batch.close();
  }

  async #watch(): Promise<BatchOutcome> {
    const retries = this.job.request.program?.retries ?? 0;
    for (;;) {
      const end = await this.#batch.ended;
      // Before anything of it is given back.
      const observed = judgeBatch({ ...end, diskFullAt: await this.#batch.lookAtDisk() });
      const { attempt } = this.#batch.room;
      const isOver = this.#rung !== null || this.#isGivenUp || intentOf(this.job) !== null;
      if (observed.kind !== 'failed' || attempt >= retries || isOver) return observed;
      const next = await this.#begin(attempt + 1, this.#unwanted.signal);
      if ('kind' in next) return this.#rung === null ? next : { kind: 'stopped' };
      this.#batch.close();
      this.#batch = next;
      // A cancel that came when it had just begun.
      if (this.#rung !== null) next.take(this.#rung);
    }
  }
}
