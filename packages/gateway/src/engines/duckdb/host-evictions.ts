import type { CancelAnswer } from '../../core/job/receipt.ts';
import type { OperationRef } from '../../core/job/job.ts';
import type { SessionId } from '../../core/session/session.ts';
import type { ProjectHost } from './project-host.ts';
import type { SessionMoves } from './session-moves.ts';
import type { StatementOperations } from './statement-operations.ts';

/** Why a host has to go: a statement in it, or a session, that lets go of nothing. */
export interface Culprit {
  readonly ref: OperationRef | null;
  readonly sessionId: SessionId | null;
  isThere(): boolean;
}

/** The last rung: the kill of a host, once what its sessions keep is saved (I6). */
export class HostEvictions {
  readonly #operations: StatementOperations;
  readonly #moves: SessionMoves;
  readonly #going = new Map<ProjectHost, Promise<CancelAnswer>>();
  readonly #culprits = new WeakMap<ProjectHost, Culprit>();

  constructor(operations: StatementOperations, moves: SessionMoves) {
    this.#operations = operations;
    this.#moves = moves;
  }

  /** Whoever comes second waits for the same end. */
  evict(host: ProjectHost, culprit: Culprit): Promise<CancelAnswer> {
    const going = this.#going.get(host);
    if (going) return going;
    if (host.isGone) return Promise.resolve('not_there');
    const evicting = this.#saveAndKill(host, culprit).finally(() => this.#going.delete(host));
    this.#going.set(host, evicting);
    return evicting;
  }

  /** The session that this host was killed for, and not for a statement of it; null where there is none. */
  sessionBehind(host: ProjectHost): SessionId | null {
    const culprit = this.#culprits.get(host);
    return culprit?.ref === null ? culprit.sessionId : null;
  }

  /** Resolves when no kill of this host is under way. */
  async settled(host: ProjectHost): Promise<void> {
    await this.#going.get(host);
  }

  async #saveAndKill(host: ProjectHost, culprit: Culprit): Promise<CancelAnswer> {
    this.#culprits.set(host, culprit);
    this.#operations.expectKill(host, culprit.ref);
    await this.#moves.save(host, culprit);
    if (!culprit.isThere() && !host.isGone && !host.isTakenOver) {
      this.#culprits.delete(host);
      await this.#moves.stay(host);
      this.#operations.callOffKill(host);
      return 'not_there';
    }
    try {
      await host.kill();
      return 'told';
    } catch {
      return 'unreachable';
    }
  }
}
