import { resultsBucket } from '../files/result-file.ts';
import type { BucketStore } from '../ports/bucket-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Remains } from '../ports/remains.ts';
import type { RetentionStore } from '../ports/retention-store.ts';
import type { Keep } from './keep.ts';
import { sweepRemains } from './sweep-remains.ts';
import { sweepRows } from './sweep-rows.ts';

/** How long the parts of an upload wait for the rest. */
const keepUploadsMs = 24 * 60 * 60_000;

export interface SweepPorts {
  readonly retention: RetentionStore;
  /** By the name of their engine. */
  readonly remains: ReadonlyMap<string, Remains>;
  readonly buckets: Pick<BucketStore, 'sweep' | 'removeOlder'>;
  readonly clock: Clock;
}

export interface SweeperOptions {
  readonly keep: Keep;
  /** Only its holder sweeps: one that was followed by a newer one writes nothing. */
  readonly leaseToken: number;
  /** From the end of one pass to the next. */
  readonly everyMs: number;
}

/** Takes away what has been kept for its time, a slice at a time, for as long as this gateway leads. */
export class Sweeper {
  readonly #ports: SweepPorts;
  readonly #options: SweeperOptions;
  readonly #failed: (what: string, cause: unknown) => void;
  readonly #stopped = new AbortController();
  #lastLookAt: number;
  #sweeping: Promise<void> = Promise.resolve();

  private constructor(
    ports: SweepPorts,
    options: SweeperOptions,
    failed: (what: string, cause: unknown) => void,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#failed = failed;
    this.#lastLookAt = ports.clock.now();
  }

  /** The first pass comes a while after the start, when there is less to do. */
  static start(
    ports: SweepPorts,
    options: SweeperOptions,
    failed: (what: string, cause: unknown) => void,
  ): Sweeper {
    const sweeper = new Sweeper(ports, options, failed);
    sweeper.#sweeping = sweeper.#keepSweeping();
    return sweeper;
  }

  /** Returns when the slice under way is done; the next start goes on where this one was. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#sweeping;
  }

  async #keepSweeping(): Promise<void> {
    const { clock } = this.#ports;
    while (!this.#stopped.signal.aborted) {
      await clock.sleep(this.#options.everyMs, this.#stopped.signal);
      await this.#sweep();
    }
  }

  /**
   * One pass. What is over must have been over at the look before as well: a clock that jumps ahead
   * and is put right before the next pass takes nothing away.
   */
  async #sweep(): Promise<void> {
    const lookAt = this.#ports.clock.now();
    const now = Math.min(lookAt, this.#lastLookAt);
    this.#lastLookAt = lookAt;
    const pass = {
      now,
      keep: this.#options.keep,
      leaseToken: this.#options.leaseToken,
      stopped: this.#stopped.signal,
      failed: this.#failed,
    };
    await this.#attempt('sweeping rows', () => sweepRows(this.#ports, pass));
    await this.#attempt('sweeping what jobs left', () => sweepRemains(this.#ports, pass));
    const { buckets } = this.#ports;
    await this.#attempt('sweeping uploads', () => buckets.sweep(now - keepUploadsMs));
    // Who wants a result as files may have asked for them late: they are kept as long as rows are.
    await this.#attempt('sweeping files of results', () =>
      buckets.removeOlder(resultsBucket, now - pass.keep.resultsMs),
    );
  }

  async #attempt(what: string, act: () => Promise<void>): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    try {
      await act();
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#failed(what, error);
    }
  }
}
