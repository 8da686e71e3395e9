import type { Job, OperationRef } from '../../core/job/job.ts';
import type { Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import { maintenanceQueue } from '../../core/maintenance/maintenance-queue.ts';
import type { Engine, Found, StartAnswer } from '../../core/ports/engine.ts';
import { carryOutRestart, countLiveBefore, type RestartPorts } from './carry-out-restart.ts';

/**
 * Does the product's own work as jobs, so that it is seen, adopted after a crash and ended like any
 * other. What it does can be begun again at any point: it goes by what is in the store.
 */
export class MaintenanceEngine implements Engine {
  readonly name = maintenanceQueue.engine;
  /** Nobody may stop maintenance (`transition`), so there is nothing to climb. */
  readonly ladder = [];
  readonly #ports: RestartPorts;
  readonly #operations = new Map<OperationRef, Promise<Observed>>();
  readonly #closed = new AbortController();

  constructor(ports: RestartPorts) {
    this.#ports = ports;
  }

  lead(): void {}

  holds(job: Job): readonly Held[] {
    return [{ kind: 'operation', engine: this.name, ref: job.id }];
  }

  start(job: Job): Promise<StartAnswer> {
    return Promise.resolve({ kind: 'started', ref: this.#begin(job) });
  }

  async watch(ref: OperationRef): Promise<Observed> {
    const operation = this.#operations.get(ref);
    if (!operation) throw new Error(`no operation ${ref}`);
    return operation;
  }

  cancel(): Promise<'not_there'> {
    return Promise.resolve('not_there');
  }

  /** An earlier process may have done a part of it: what is left is done now. */
  findByJob(job: Job): Promise<Found> {
    return Promise.resolve({ kind: 'running', ref: this.#begin(job) });
  }

  async release(job: Job, held: Held): Promise<ReleaseCheck> {
    const { jobs, sessions } = await countLiveBefore(this.#ports, job);
    const read =
      `${jobs} jobs and ${sessions} sessions of the queue ${job.request.queueName} ` +
      'that came before it are live';
    return { held, isGone: jobs + sessions === 0, read, at: this.#ports.clock.now() };
  }

  collateral(): readonly string[] {
    return [];
  }

  forget(jobId: OperationRef): void {
    this.#operations.delete(jobId);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#operations.values());
  }

  #begin(job: Job): OperationRef {
    const operation = carryOutRestart(this.#ports, job, this.#closed.signal);
    // Its watcher hears of a failure; one that nobody watches any more is begun again by the next.
    operation.catch(() => {});
    this.#operations.set(job.id, operation);
    return job.id;
  }
}
