import type { SessionId } from './session.ts';

/**
 * When sessions were last used: named by a call, or by the end of a statement. It is noted here at once
 * and written later, since a call must not wait for that.
 */
export class SessionUse {
  #used = new Map<SessionId, number>();

  /** @param at milliseconds since the epoch */
  note(sessionId: SessionId, at: number): void {
    this.#used.set(sessionId, at);
  }

  /** What was noted since this was last asked. */
  take(): ReadonlyMap<SessionId, number> {
    const used = this.#used;
    this.#used = new Map();
    return used;
  }

  /** Puts back what could not be written; what was noted meanwhile is newer. */
  putBack(used: ReadonlyMap<SessionId, number>): void {
    this.#used = new Map([...used, ...this.#used]);
  }
}
