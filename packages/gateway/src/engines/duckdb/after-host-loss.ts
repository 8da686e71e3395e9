import type { KeyObject } from 'node:crypto';
import type { Observed } from '../../core/job/transition.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { SessionId } from '../../core/session/session.ts';
import { committedEnding } from './commit-marker.ts';
import { hostDied, hostGivenUp, type HostLoss, sessionDied } from './host-loss.ts';
import { keepAsking } from './keep-asking.ts';
import type { RunOrder } from './messages/run-order.ts';
import { outOfReach } from './out-of-reach.ts';
import { removePath } from './path-release.ts';
import type { ProjectHost } from './project-host.ts';
import { mayHaveCommitted, type OwnedOperation } from './statement-operation.ts';

/** A statement that no host lives to take, or to end, is not tried for ever. */
const mostStarts = 3;

type Fate =
  | { readonly kind: 'ended'; readonly observed: Observed | OutOfReach }
  | { readonly kind: 'runs_again'; readonly host: ProjectHost };

/** Finds out what becomes of statements whose host is gone. */
export class AfterHostLoss {
  readonly #hostOf: (projectId: string) => Promise<ProjectHost>;
  readonly #markerKey: KeyObject;
  readonly #isInTransaction: (sessionId: SessionId) => boolean;

  /** @param isInTransaction whether the session was in a user's transaction when its host was last heard */
  constructor(
    hostOf: (projectId: string) => Promise<ProjectHost>,
    markerKey: KeyObject,
    isInTransaction: (sessionId: SessionId) => boolean,
  ) {
    this.#hostOf = hostOf;
    this.#markerKey = markerKey;
    this.#isInTransaction = isInTransaction;
  }

  /** Tells the collateral of the loss what the statement goes through. */
  async fateOf(operation: Readonly<OwnedOperation>, loss: HostLoss): Promise<Fate> {
    try {
      return await this.#find(operation, loss);
    } catch (error) {
      return ended(outOfReach(error));
    }
  }

  async #find(
    operation: Readonly<OwnedOperation>,
    { collateral, isInnocent, fates }: HostLoss,
  ): Promise<Fate> {
    const { job, order } = operation;
    const committed = mayHaveCommitted(operation)
      ? await keepAsking(() => this.#readMarker(operation))
      : null;
    if (committed) return ended(committed);
    // Only now: a write that has committed keeps the rows that it returned.
    await removePath(order.resultFile);
    if (operation.isStopAsked) return ended(this.#stoppedWithHost(order));
    const fate = order.sessionId === null ? null : await fates.get(order.sessionId);
    const newHost = fate?.kind === 'restored' ? fate.host : null;
    // The stop may have been asked for while its session was made again.
    if (operation.isStopAsked) return ended(this.#stoppedWithHost(order));
    // What a session had made is not in the next host: none of its statements runs again there.
    if (order.sessionId !== null && !newHost) {
      collateral.push(`job ${job.id} failed: its session was lost with the host`);
      return ended({ kind: 'stopped', cause: sessionDied });
    }
    const { isGivenUp } = operation.host;
    const isUntouched = !operation.isTaken || (isGivenUp && !operation.mayHaveCommitted);
    const mayRunAgain = isInnocent || (isUntouched && operation.starts < mostStarts);
    if (!mayRunAgain) {
      return ended({ kind: 'stopped', cause: isGivenUp ? hostGivenUp : hostDied });
    }
    // I6: a neighbour has committed nothing, so it may run again; who it made way for says so.
    collateral.push(`job ${job.id} runs again from its start: it shared the host`);
    const host = newHost ?? (await keepAsking(() => this.#hostOf(job.request.projectId)));
    return { kind: 'runs_again', host };
  }

  /** Its transaction, with a COMMIT that has left no marker, went with the host. */
  #stoppedWithHost({ sessionId, step }: RunOrder): Observed {
    const rolledBack =
      sessionId !== null && (step === 'commit' || this.#isInTransaction(sessionId));
    return { kind: 'stopped', ...(rolledBack && { rolledBack }) };
  }

  /** I4: where there can have been a commit, only the marker tells; a host is started to read it. */
  async #readMarker({ job, order }: Readonly<OwnedOperation>): Promise<Observed | null> {
    const host = await this.#hostOf(job.request.projectId);
    return committedEnding(host, this.#markerKey, job.id, order.copyTo);
  }
}

function ended(observed: Observed | OutOfReach): Fate {
  return { kind: 'ended', observed };
}
