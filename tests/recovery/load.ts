import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError, type SluiceClient } from '@sluice/client';
import type { Dice } from './dice.ts';
import { makeTask, type Task, taskWeights } from './tasks.ts';

/** What a client knows of one job that it asked for. */
export interface Asked {
  readonly task: Task;
  /** Null: its submit was never answered. */
  jobId: string | null;
  /** An ending that was told; it must stay. */
  told: string | null;
  /** `accepted`: the gateway said so. `perhaps`: it did not answer. */
  cancel: 'none' | 'perhaps' | 'accepted' | 'confirmed';
}

const mostUnderWay = 24;
const retryMs = 60;

/** Clients that submit, wait and cancel, whatever becomes of the gateway meanwhile. */
export class Load {
  readonly asked: Asked[] = [];
  /** Answers that no client should ever get. */
  readonly wrong: string[] = [];
  readonly #client: SluiceClient;
  readonly #dice: Dice;
  readonly #seed: number;
  readonly #stopped = new AbortController();
  readonly #workers: Promise<unknown>[];
  #underWay = 0;

  constructor(client: SluiceClient, dice: Dice, seed: number, workers: number) {
    this.#client = client;
    this.#dice = dice;
    this.#seed = seed;
    this.#workers = Array.from({ length: workers }, () => this.#work());
  }

  /** Submits nothing more, and lets those under way come to an end of their own. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#underWay >= mostUnderWay) {
        await pause(retryMs);
        continue;
      }
      this.#underWay += 1;
      await this.#one().finally(() => (this.#underWay -= 1));
    }
  }

  async #one(): Promise<void> {
    const kind = this.#dice.pick(taskWeights);
    const task = makeTask(kind, this.asked.length + 1, this.#seed);
    const asked: Asked = { task, jobId: null, told: null, cancel: 'none' };
    this.asked.push(asked);
    const isCancelledFirst = this.#dice.chance(0.06);
    const isCancelled = kind === 'endless' || this.#dice.chance(0.3);
    const afterMs = this.#dice.between(0, 400);
    const waitMs = this.#dice.chance(0.5) ? 0 : 3_000;
    const isAwaited = this.#dice.chance(0.6);

    if (isCancelledFirst) {
      await this.#until(async () => {
        const { kind } = await this.#client.cancelByKey(task.key, { waitMs: 0, patienceMs: 0 });
        asked.cancel = kind === 'awaiting_submit' ? 'confirmed' : 'accepted';
      });
    }
    await this.#until(async () => {
      const { sql, key } = task;
      asked.jobId = (await this.#client.submit({ sql, key }, { patienceMs: 0 })).id;
    });
    if (isCancelled && asked.jobId !== null) {
      await pause(afterMs);
      await this.#cancel(asked, asked.jobId, waitMs, kind === 'endless');
    }
    if (isAwaited && asked.jobId !== null) await this.#await(asked, asked.jobId);
  }

  async #cancel(asked: Asked, jobId: string, waitMs: number, isNeeded: boolean): Promise<void> {
    const ask = async () => {
      if (asked.cancel === 'none') asked.cancel = 'perhaps';
      const { kind, job } = await this.#client.cancel(jobId, { waitMs, patienceMs: 0 });
      switch (kind) {
        case 'cancelled':
          asked.cancel = 'confirmed';
          return this.#tell(asked, job.status);
        case 'not_confirmed':
          if (asked.cancel !== 'confirmed') asked.cancel = 'accepted';
          return;
        case 'ended_otherwise':
          return this.#tell(asked, job.status);
      }
    };
    // What nobody else stops is cancelled until the gateway has said that it heard it.
    await (isNeeded ? this.#until(ask) : ask().catch((error: unknown) => this.#hear(error)));
  }

  async #await(asked: Asked, jobId: string): Promise<void> {
    try {
      const { kind, job } = await this.#client.wait(jobId, { timeoutMs: 3_000 });
      if (kind === 'ended') this.#tell(asked, job.status);
    } catch (error) {
      this.#hear(error);
    }
  }

  #tell(asked: Asked, ending: string): void {
    if (asked.told !== null && asked.told !== ending) {
      this.wrong.push(`${asked.task.key} was told ${asked.told}, and later ${ending} (I1)`);
    }
    asked.told = ending;
  }

  /** Again and again, until it succeeds or the load ends. */
  async #until(act: () => Promise<void>): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        return await act();
      } catch (error) {
        this.#hear(error);
        await pause(retryMs);
      }
    }
  }

  /** A gateway that is dead gives no answer; one that lives has nothing to refuse here. */
  #hear(error: unknown): void {
    if (error instanceof ProblemError && error.code !== 'unavailable') {
      this.wrong.push(`a client was told: ${error.message}`);
    }
  }
}
