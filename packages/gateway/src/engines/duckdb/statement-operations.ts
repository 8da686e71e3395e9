import type { Job, JobId, OperationRef } from '../../core/job/job.ts';
import type { CancelAnswer } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { Found, OutOfReach } from '../../core/ports/engine.ts';
import type { SessionId } from '../../core/session/session.ts';
import type { AfterHostLoss } from './after-host-loss.ts';
import { HostSilentError, HostTakenOverError } from './deadline.ts';
import { type HostLoss, ofItself } from './host-loss.ts';
import type { RunOrder } from './messages/run-order.ts';
import { outOfReach } from './out-of-reach.ts';
import type { ProjectHost } from './project-host.ts';
import {
  newOperation,
  type OwnedOperation,
  type StatementOperation,
} from './statement-operation.ts';
import { type SessionFates, tellFates } from './tell-fates.ts';

const answerMs = 2_000;
/** A host that is silent for so long more does not take its order any more: it was stopped, or hangs. */
const hangsMs = 8_000;

/** The statements that run, what their hosts tell of them, and what becomes of them when a host dies. */
export class StatementOperations {
  readonly #afterLoss: AfterHostLoss;
  readonly #operations = new Map<OperationRef, OwnedOperation>();
  /** Hosts that were killed as the last rung: the operation that it was done for; null for a session. */
  readonly #evictedFor = new Map<ProjectHost, OwnedOperation | null>();

  constructor(afterLoss: AfterHostLoss) {
    this.#afterLoss = afterLoss;
  }

  find(ref: OperationRef): StatementOperation | undefined {
    return this.#operations.get(ref);
  }

  begin(job: Job, order: RunOrder, host: ProjectHost): void {
    this.#run(this.#add(job, order, host));
  }

  /**
   * Takes up the statement that an earlier gateway gave to this host.
   * @returns null when the host knows nothing of it
   * @throws HostUnreachableError when the host cannot be asked
   */
  async adopt(job: Job, host: ProjectHost): Promise<Found | null> {
    const request = { op: 'find', jobId: job.id } as const;
    const found = await host.call(request, answerMs);
    if (found.kind === 'unknown') return null;
    const operation = this.#add(job, found.order, host);
    operation.starts = 1;
    operation.isTaken = true;
    if (found.kind === 'ended') {
      const { observed } = found;
      this.settle(job.id, observed);
      // Nothing else ends a statement so while its host lives.
      if (observed.kind === 'stopped') return { kind: 'ended', observed, stoppedBy: 'interrupt' };
      return { kind: 'ended', observed };
    }
    operation.mayHaveCommitted = found.mayHaveCommitted;
    // What it said after its answer, and before it was on the list here, is asked for once more.
    const again = await host.call(request, answerMs).catch(() => null);
    if (again?.kind === 'running') operation.mayHaveCommitted ||= again.mayHaveCommitted;
    if (again?.kind === 'ended') this.settle(job.id, again.observed);
    // One that went away meanwhile is seen to by strand(), unless that came too early for this one.
    if (again === null) void host.gone.then(() => this.#rescue(operation, ofItself()));
    return { kind: 'running', ref: job.id };
  }

  settle(
    jobId: JobId,
    observed: Observed | OutOfReach,
    runsAfter: readonly JobId[] | null = null,
  ): void {
    const operation = this.#operations.get(jobId);
    if (!operation || operation.isSettled) return;
    if (this.#isToRunAgain(operation, observed)) {
      operation.isSetAside = true;
      return;
    }
    const { sessionId } = operation.order;
    if (observed.kind === 'stopped' && observed.rolledBack) {
      operation.collateral.push(
        `session ${sessionId} lost its open transaction, which was rolled back`,
      );
    }
    operation.isSettled = true;
    operation.runsAfter = runsAfter;
    operation.resolve(observed);
  }

  noteProgress(jobId: JobId, done: number): void {
    const operation = this.#operations.get(jobId);
    if (operation) operation.done = Math.max(operation.done, done);
  }

  noteCommitting(jobId: JobId): void {
    const operation = this.#operations.get(jobId);
    if (operation) operation.mayHaveCommitted = true;
  }

  /** Whether a statement runs there, or its ending is not durable yet. */
  areIn(host: ProjectHost): boolean {
    return [...this.#operations.values()].some((operation) => operation.host === host);
  }

  /** The sessions of which a statement runs there. */
  sessionsIn(host: ProjectHost): ReadonlySet<SessionId> {
    const operations = [...this.#operations.values()].filter(
      (operation) => operation.host === host && !operation.isSettled,
    );
    return new Set(operations.flatMap(({ order }) => order.sessionId ?? []));
  }

  async interrupt(ref: OperationRef): Promise<CancelAnswer> {
    const operation = this.#operations.get(ref);
    if (!operation) return 'not_there';
    operation.isStopAsked = true;
    if (operation.isSetAside) this.settle(operation.job.id, { kind: 'stopped' });
    try {
      const request = { op: 'interrupt', jobId: operation.job.id } as const;
      const { isThere } = await operation.host.call(request, answerMs);
      return isThere ? 'told' : 'not_there';
    } catch {
      return 'unreachable';
    }
  }

  /** How long the longest of those has worked that nobody stops and that share its host; milliseconds. */
  longestBeside(ref: OperationRef): number {
    const host = this.#operations.get(ref)?.host;
    const neighbours = [...this.#operations.values()].filter(
      (other) =>
        other.host === host && other.job.id !== ref && !other.isSettled && !other.isStopAsked,
    );
    const now = performance.now();
    return Math.max(0, ...neighbours.map(({ begunAt }) => now - begunAt));
  }

  /** Only the death of its host ends it: what its host does not keep of it any more counts for nothing. */
  wantStopped(ref: OperationRef): void {
    const operation = this.#operations.get(ref);
    if (operation) operation.isStopAsked = true;
  }

  isThere(ref: OperationRef): boolean {
    const operation = this.#operations.get(ref);
    return operation !== undefined && !operation.isSettled;
  }

  /**
   * The host is to be killed as the last rung. Statements of its sessions are interrupted before.
   * @param ref the operation that it is done for; null for a session
   */
  expectKill(host: ProjectHost, ref: OperationRef | null): void {
    this.#evictedFor.set(host, (ref !== null && this.#operations.get(ref)) || null);
  }

  /** Kills a host that answers nothing, so that nothing in it can be saved. */
  async killWith({ host, job }: StatementOperation): Promise<void> {
    if (host.isGone) return;
    this.wantStopped(job.id);
    this.expectKill(host, job.id);
    await host.kill().catch(() => {});
  }

  /** It lives on, and so does what was interrupted. */
  callOffKill(host: ProjectHost): void {
    this.#evictedFor.delete(host);
    for (const operation of this.#operations.values()) {
      if (operation.host === host && operation.isSetAside && !operation.isSettled) {
        this.#run(operation);
      }
    }
  }

  /** Its host obeys a later gateway: what becomes of it is for that one to say. */
  abandon(host: ProjectHost): void {
    for (const { job, host: its } of this.#operations.values()) {
      if (its === host) this.settle(job.id, outOfReach(new HostTakenOverError()));
    }
  }

  /**
   * A host is gone: what ran in it has ended or runs again, as its marker and its wish say.
   * @param fates what becomes of the sessions that were in it
   * @param collateral of the session that it was killed for; null where it was for an operation, or for nobody
   */
  async strand(host: ProjectHost, fates: SessionFates, collateral: string[] | null): Promise<void> {
    const wasEvicted = this.#evictedFor.has(host);
    const evictedFor = this.#evictedFor.get(host) ?? null;
    this.#evictedFor.delete(host);
    const neighbours = [...this.#operations.values()].filter(
      (operation) => operation.host === host && !operation.isSettled && operation !== evictedFor,
    );
    const loss: HostLoss = {
      evictedFor,
      collateral: evictedFor?.collateral ?? collateral ?? [],
      isInnocent: wasEvicted,
      fates,
    };
    const rescues = neighbours.map((operation) => this.#rescue(operation, loss));
    // The receipt names its collateral, so sessions, and the few whose fate a marker must tell, come first.
    if (evictedFor) await tellFates(fates, evictedFor.collateral);
    await Promise.all(rescues.filter((_, index) => neighbours[index]?.mayHaveCommitted));
    if (evictedFor && !evictedFor.isSettled) await this.#rescue(evictedFor, ofItself());
    await Promise.all(rescues);
  }

  /** The ending is durable: its host need not keep it any longer, either. */
  forget(jobId: JobId): void {
    this.#operations.get(jobId)?.host.forgetSoon(jobId);
    this.#operations.delete(jobId);
  }

  #add(job: Job, order: RunOrder, host: ProjectHost): OwnedOperation {
    const operation = newOperation(job, order, host);
    this.#operations.set(job.id, operation);
    return operation;
  }

  async #rescue(operation: OwnedOperation, loss: HostLoss): Promise<void> {
    if (operation.isSettled || operation.isRescued) return;
    operation.isRescued = true;
    const fate = await this.#afterLoss.fateOf(operation, loss);
    const { id } = operation.job;
    if (fate.kind === 'ended') return this.settle(id, fate.observed);
    // The stop may have been asked for while the host was started.
    if (operation.isStopAsked) return this.settle(id, { kind: 'stopped' });
    operation.host = fate.host;
    operation.done = 0;
    operation.mayHaveCommitted = false;
    operation.runsAfter = null;
    this.#run(operation);
  }

  #run(operation: OwnedOperation): void {
    const { host } = operation;
    operation.starts += 1;
    operation.begunAt = performance.now();
    operation.isTaken = false;
    operation.isRescued = false;
    operation.isSetAside = false;
    host.call({ op: 'run', order: operation.order }, answerMs).then(
      () => {
        operation.isTaken = true;
      },
      (cause: unknown) => void this.#seeToUntaken(operation, cause),
    );
  }

  /** Nobody had asked to stop this statement of a session: it made way for its session to be saved. */
  #isToRunAgain(operation: OwnedOperation, observed: Observed | OutOfReach): boolean {
    const { host, order, isStopAsked } = operation;
    const wasStopped = observed.kind === 'stopped' && !isStopAsked;
    return wasStopped && order.sessionId !== null && this.#evictedFor.has(host);
  }

  /** I9: nobody may wait for ever for a host that lives and takes nothing. Its end gives the work free. */
  async #seeToUntaken(operation: OwnedOperation, cause: unknown): Promise<void> {
    const { host, job } = operation;
    try {
      if (cause instanceof HostSilentError) {
        await host.call({ op: 'find', jobId: job.id }, hangsMs);
        // It answers what comes later: it has taken this one, late.
        operation.isTaken = true;
        return;
      }
    } catch (error) {
      if (error instanceof HostSilentError && !host.isGone) {
        this.#evictedFor.set(host, operation);
        await host.kill().catch(() => {});
      }
    }
    // A host that is gone was perhaps gone before this operation was one of its own.
    await host.gone;
    await this.#rescue(operation, ofItself());
  }
}
