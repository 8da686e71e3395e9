import type { JobError } from '../../core/job/ending.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { ContextGone, ContextRestored } from '../../core/ports/session-engine.ts';
import type { SessionId } from '../../core/session/session.ts';
import type { SavedSession, SessionSave, Unsaved } from './messages/saved-session.ts';
import { keepAsking } from './keep-asking.ts';
import type { ProjectHost } from './project-host.ts';
import type { Turns } from './turns.ts';

/** A million rows take a second or two. */
const restoreMs = 30_000;
const closeMs = 5_000;
/** To prepare a statement takes as long as so many rows. */
const rowsOfPrepare = 500;
/** No session has as many rows. */
const afterAllOthers = 1e15;

/** What became of a session whose host was killed. */
export type SessionFate =
  | { readonly kind: 'restored'; readonly host: ProjectHost }
  /** `why` completes the sentence "the session was lost: …". */
  | { readonly kind: 'lost'; readonly why: string }
  /** It was to be closed anyway. */
  | { readonly kind: 'closed' };

/** From the moment at which its host is to be killed until it is known what becomes of the session. */
interface Move {
  /** Null as long as the host has not answered. */
  save: SessionSave | null;
  /** Somebody waits for it. */
  isAwaited: boolean;
  readonly over: PromiseWithResolvers<void>;
}

/** The context of a session in its host, and its move to another one. */
export class SessionContext {
  readonly id: SessionId;
  readonly projectId: string;
  readonly #gone = Promise.withResolvers<ContextGone | OutOfReach>();
  #restored = Promise.withResolvers<ContextRestored>();
  #host: ProjectHost;
  #move: Move | null = null;
  #isGone = false;
  #isUnwanted = false;
  /**
   * A user's transaction goes with the host, as that has last told: open, or failed and not ended. False from
   * the order of its COMMIT on, of which the marker tells.
   */
  isInTransaction = false;

  constructor(id: SessionId, projectId: string, host: ProjectHost) {
    this.id = id;
    this.projectId = projectId;
    this.#host = host;
  }

  get host(): ProjectHost {
    return this.#host;
  }

  /** Resolves when the context is gone, or was made again in another host and nobody was told so yet. */
  async watch(): Promise<ContextGone | OutOfReach | ContextRestored> {
    const seen = await Promise.race([this.#gone.promise, this.#restored.promise]);
    if (seen.kind === 'restored') this.#restored = Promise.withResolvers();
    return seen;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get isMoving(): boolean {
    return this.#move !== null;
  }

  /** Resolves when it is known where its statements run, or that they do not run any more. */
  async settled(): Promise<void> {
    this.hurry();
    await this.#move?.over.promise;
  }

  /** Somebody waits for it: it is made again before those for whom nobody does. */
  hurry(): void {
    if (this.#move) this.#move.isAwaited = true;
  }

  end(outcome: ContextGone | OutOfReach): void {
    this.#isGone = true;
    this.#gone.resolve(outcome);
    this.#endMove();
  }

  /** @returns false when it moves, and is closed when that is over */
  mayCloseNow(): boolean {
    if (this.isMoving) this.#isUnwanted = true;
    return !this.isMoving;
  }

  beginMove(): void {
    const over = Promise.withResolvers<void>();
    this.#move ??= { save: null, isAwaited: false, over };
  }

  noteSave(save: SessionSave): void {
    if (this.#move) this.#move.save = save;
  }

  /** Its host lives on, and it stays there. */
  async stay(): Promise<void> {
    if (this.#isUnwanted) await this.#closeIn(this.#host);
    this.#endMove();
  }

  /**
   * Its host is gone. What was saved is made again in the next one; without that the session is lost.
   * @param hostOf starts it
   * @param turns in which sessions are made again: those that somebody waits for first, and few rows before many
   */
  async leave(
    hostOf: (projectId: string) => Promise<ProjectHost>,
    turns: Turns,
  ): Promise<SessionFate> {
    if (this.#isGone) return { kind: 'closed' };
    const move = this.#move;
    if (this.#isUnwanted) return this.#close();
    if (!move) return this.#lose('it shared the host', hostDied);
    const { save } = move;
    if (save?.kind !== 'saved')
      return this.#loseUnsaved(unsavedReasons[save?.why ?? 'not_in_time']);
    const { saved } = save;
    try {
      const host = await keepAsking(() => hostOf(this.projectId));
      const gone = await turns.take(
        () => this.#restore(saved, host),
        () => keptBy(saved) + (move.isAwaited ? 0 : afterAllOthers),
      );
      if (this.#isUnwanted) {
        await this.#closeIn(host);
        return { kind: 'closed' };
      }
      this.#host = host;
      this.#endMove();
      const without = [...saved.without, ...gone].map((what) => `It does not have ${what}.`);
      this.#restored.resolve({ kind: 'restored', remarks: [whyRestored, ...without] });
      return { kind: 'restored', host };
    } catch {
      return this.#loseUnsaved('it could not be made again in a new host');
    }
  }

  /** @returns what of it could not be made again */
  async #restore(saved: SavedSession, host: ProjectHost): Promise<readonly string[]> {
    try {
      const answer = await host.call({ op: 'restore-session', saved }, restoreMs);
      if (answer.error) throw new Error(answer.error.message);
      return answer.without;
    } catch (error) {
      // I3: it may still come to be there. It is taken away, and looked for there before the session ends.
      this.#host = host;
      host.call({ op: 'close-session', sessionId: this.id }, closeMs).catch(() => {});
      throw error;
    }
  }

  #close(): SessionFate {
    this.end(goneAsWished(this.isInTransaction));
    return { kind: 'closed' };
  }

  async #closeIn(host: ProjectHost): Promise<void> {
    // A host that does not take it away is gone, or looked at when the session gives back what it holds.
    const order = { op: 'close-session', sessionId: this.id } as const;
    const answer = await host.call(order, closeMs).catch(() => null);
    this.#host = host;
    this.end(goneAsWished(answer?.rolledBack ?? false));
  }

  #loseUnsaved(why: string): SessionFate {
    return this.#lose(why, {
      code: 'engine',
      message:
        'The DuckDB host process of the project was killed, since a statement or a session in it did not end when ' +
        `it was told to, and this session was lost: ${why}. ${whatIsLost}`,
    });
  }

  #lose(why: string, error: JobError): SessionFate {
    this.end(gone(error, this.isInTransaction));
    return { kind: 'lost', why };
  }

  #endMove(): void {
    this.#move?.over.resolve();
    this.#move = null;
  }
}

/** How much there is to make again, about, in rows. */
function keptBy({ rowCount, prepared }: SavedSession): number {
  return rowCount + prepared.length * rowsOfPrepare;
}

/** Those whose statements run, or ran, in this host. */
export function contextsIn(
  host: ProjectHost,
  contexts: ReadonlyMap<SessionId, SessionContext>,
): readonly SessionContext[] {
  return [...contexts.values()].filter((context) => context.host === host);
}

/** @param rolledBack whether it was in a user's transaction */
export function gone(error: JobError, rolledBack = false): ContextGone {
  return { kind: 'gone', error, remarks: rolledBack ? [whatWasRolledBack] : [] };
}

/** @param rolledBack whether it was in a user's transaction */
export function goneAsWished(rolledBack: boolean): ContextGone {
  return gone(closed, rolledBack);
}

const whyRestored =
  'The DuckDB host process of the project was killed, since a statement or a session in it did not end when it was told to.';
const closed: JobError = { code: 'engine', message: 'The session was closed.' };
const whatWasRolledBack = 'Its transaction was rolled back: nothing of it was committed.';

const unsavedReasons: Readonly<Record<Unsaved, string>> = {
  open_transaction: 'it had an open transaction',
  ignores_interrupts: 'its statement ignored interrupts',
  not_in_time: 'it could not be saved in time',
  failed: 'it could not be saved',
};

const whatIsLost =
  'What the session had kept is lost: its temporary tables and its variables. A transaction that was open ' +
  'was rolled back. Make a new session.';
export const hostDied: JobError = {
  code: 'engine',
  message: `The DuckDB host process of the project died. ${whatIsLost}`,
};
