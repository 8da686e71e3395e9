import { resolve } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';
import { intentOf, type Job, type JobId } from '../../core/job/job.ts';
import type { Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Found } from '../../core/ports/engine.ts';
import { committedEnding } from './commit-marker.ts';
import { DatabaseShutError } from './deadline.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import { sessionDied } from './host-loss.ts';
import { keepAsking } from './keep-asking.ts';
import { NoRoomError } from './memory-budget.ts';
import { outOfReach } from './out-of-reach.ts';
import { releasePath } from './path-release.ts';
import { isQuery, type PlannedRun } from './plan-run.ts';
import type { ProjectHost } from './project-host.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { ProjectPlaces } from './project-places.ts';
import type { StatementOperations } from './statement-operations.ts';
import { mayHaveWritten } from './write-note.ts';

const answerMs = 2_000;

/** What became of the statement of a job: asked of its host, of the process table, or of the database's marker. */
export class StatementFates {
  readonly #settings: DuckdbSettings;
  readonly #hosts: ProjectHosts;
  readonly #operations: StatementOperations;
  readonly #plan: (job: Job) => Promise<PlannedRun>;
  /** Jobs of an earlier gateway whose host is gone: their endings were read from the database. */
  readonly #orphaned = new Set<JobId>();

  constructor(
    settings: DuckdbSettings,
    hosts: ProjectHosts,
    operations: StatementOperations,
    plan: (job: Job) => Promise<PlannedRun>,
  ) {
    this.#settings = settings;
    this.#hosts = hosts;
    this.#operations = operations;
    this.#plan = plan;
  }

  /** Which gateway gave the order does not matter. */
  async find(job: Job): Promise<Found> {
    if (this.#operations.find(job.id)) return { kind: 'running', ref: job.id };
    try {
      return await keepAsking(() => this.#askFate(job));
    } catch (error) {
      // Nothing is out of reach, it only has to wait: the runner asks again.
      if (error instanceof NoRoomError) throw error;
      return outOfReach(error);
    }
  }

  /** Whether a thing that the job held is gone, and made so where that is ours to do. */
  async release(job: Job, held: Held, committed: boolean): Promise<ReleaseCheck> {
    const at = this.#settings.now();
    switch (held.kind) {
      case 'operation':
        return { held, ...(await this.#lookForOperation(job)), at };
      case 'path': {
        // Ledgers of 0.1.0 have absolute ones.
        const { dataDir } = this.#settings;
        const path = resolve(dataDir, held.path);
        const isResult = path === this.#placesOf(job).resultFile(job.id);
        if (committed && isResult) return { held, isGone: true, read: 'kept as the result', at };
        return { held, ...(await releasePath(dataDir, path)), at };
      }
      case 'context':
      case 'process':
        throw new Error(`a DuckDB job holds no ${held.kind} of its own`);
    }
  }

  forget(jobId: JobId): void {
    this.#orphaned.delete(jobId);
  }

  async #lookForOperation(job: Job): Promise<{ isGone: boolean; read: string }> {
    const operation = this.#operations.find(job.id);
    let host: ProjectHost | null;
    try {
      host = operation?.host ?? (await this.#hosts.running(job.request.projectId));
    } catch (error) {
      // One of an earlier gateway may run it (I3).
      return { isGone: false, read: outOfReach(error).error.message };
    }
    const former = this.#orphaned.has(job.id)
      ? this.#hosts.formerReadout(job.request.projectId)
      : null;
    if (former !== null) return this.#lookAfterFormer(job, former, host);
    if (!host) return { isGone: true, read: 'no host of the project runs' };
    // The host has looked when it told of the end. For a cancel it is asked once more.
    const told = intentOf(job) ? null : operation?.runsAfter;
    if (told) return lookAmong(told, job, `${host.name} said`);
    if (host.isGone) return { isGone: true, read: host.readout };
    try {
      const { operations } = await host.call({ op: 'look' }, answerMs);
      return lookAmong(operations, job, host.readout);
    } catch (error) {
      // It has ended its statement and hangs: what it still holds goes with it.
      if (operation) await this.#operations.killWith(operation);
      return { isGone: host.isGone, read: `${outOfReach(error).error.message}; ${host.readout}` };
    }
  }

  /** The host that ran it is gone. One that came after it did not run it, and is asked all the same. */
  async #lookAfterFormer(job: Job, former: string, host: ProjectHost | null) {
    if (!host || host.isGone) return { isGone: true, read: former };
    try {
      const { operations } = await host.call({ op: 'look' }, answerMs);
      return lookAmong(operations, job, `${former}; then ${host.name}`);
    } catch (error) {
      const { message } = outOfReach(error).error;
      return { isGone: host.isGone, read: `${former}; then ${host.name}: ${message}` };
    }
  }

  async #askFate(job: Job): Promise<Found> {
    try {
      const host = await this.#hosts.of(job.request.projectId);
      return (await this.#operations.adopt(job, host)) ?? (await this.#readEnding(job, host));
    } catch (error) {
      const order = { isQuery: isQuery(job), writeNote: this.#placesOf(job).writeNote(job.id) };
      // Every earlier host is gone by then, and no marker can be read.
      if (error instanceof DatabaseShutError && !mayHaveWritten(order)) return this.#nothing(job);
      throw error;
    }
  }

  /** No host runs it or keeps its ending: the marker tells whether it was committed (I4). */
  async #readEnding(job: Job, host: ProjectHost): Promise<Found> {
    const planned = await this.#plan(job);
    const copyTo = planned.kind === 'planned' ? planned.order.copyTo : null;
    const committed = await committedEnding(host, this.#settings.markerKey, job.id, copyTo);
    if (committed) {
      this.#orphaned.add(job.id);
      return { kind: 'ended', observed: committed };
    }
    return this.#nothing(job);
  }

  /**
   * I4, I7: no host knows of it that obeys this gateway, and no other does, and it has committed nothing.
   * So nobody runs it, and an order of an earlier gateway is obeyed by nobody: it may begin now.
   */
  #nothing(job: Job): Found {
    if (job.state.status === 'launching') return { kind: 'not_begun' };
    this.#orphaned.add(job.id);
    // The host that had its session is gone, and with it whatever the transaction of that had written.
    const cause = job.request.session ? sessionDied : gatewayRestarted;
    return { kind: 'ended', observed: { kind: 'stopped', cause } };
  }

  #placesOf(job: Job): ProjectPlaces {
    return new ProjectPlaces(this.#settings.dataDir, job.request.projectId);
  }
}

/** The others it runs may be other users': they are counted, not named. */
function lookAmong(operations: readonly JobId[], { id }: Job, by: string) {
  const isGone = !operations.includes(id);
  const read = `${by}, runs ${operations.length} in all, this one ${isGone ? 'not ' : ''}among them`;
  return { isGone, read };
}

const gatewayRestarted: JobError = {
  code: 'engine',
  message:
    'The gateway was restarted while the statement ran. Nothing of it was committed; ' +
    'it may be submitted again.',
};
