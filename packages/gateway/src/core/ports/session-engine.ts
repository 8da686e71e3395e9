import type { JobError } from '../job/ending.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../job/receipt.ts';
import type { Session, SessionId, SessionKind } from '../session/session.ts';
import type { OutOfReach, Rung } from './engine.ts';
import type { NamesAsked } from './names-asked.ts';
import type { Parsed } from './statement-reader.ts';

/** What a statement does to the transaction of its session. */
export type TransactionStep = 'statement' | 'begin' | 'commit' | 'rollback';

export type ParsedStatement =
  | (Extract<Parsed, { kind: 'ok' }> & {
      readonly step: TransactionStep;
      /** Whether it leaves something for later ones that ends with the session, such as a temporary table. */
      readonly leavesState: boolean;
    })
  | Extract<Parsed, { kind: 'refused' }>;

/** What keeps the contexts of sessions. The engine of the same name runs their statements in them. */
export interface SessionEngine {
  /** The languages that its sessions speak. */
  readonly kinds: readonly SessionKind[];
  /** The ladder that ends a context, gentlest first. */
  readonly ladder: readonly Rung[];

  /** Reads a statement of a session without touching any table: syntax, and whether it is allowed at all. */
  parseStatement(sql: string): Promise<ParsedStatement>;

  /**
   * Cuts a text into its statements, as the engine itself would. A text that cannot be read is one
   * statement, which `parseStatement` refuses; one of spaces and comments has none.
   * @param most how many are wanted at most
   */
  splitStatements(sql: string, most: number): Promise<Statements>;

  /** Everything that opening this session would create. Pure: it is written down first (I7). */
  holds(session: Session): readonly Held[];

  /**
   * Makes the session's context, named after its id.
   * @param unwanted aborts when the session is to be closed; a context not yet made is then refused
   */
  open(session: Session, unwanted: AbortSignal): Promise<OpenAnswer>;

  /**
   * Resolves when the context was seen to be gone, or stayed out of reach too long; also when it was made again
   * elsewhere, after which it is watched again.
   */
  watch(sessionId: SessionId): Promise<ContextGone | OutOfReach | ContextRestored>;

  /** Takes one step of the ladder. Says what the engine answered, never that the context is gone. */
  close(sessionId: SessionId, rung: string): Promise<CancelAnswer>;

  /** What became of a context that may have been made before: by this process, or by an earlier one. */
  find(session: Session): Promise<FoundContext>;

  /** Gives one thing back and then looks whether it is gone. */
  release(session: Session, held: Held): Promise<ReleaseCheck>;

  /**
   * Names of the catalog as they can be seen in an open session. It disturbs and waits for no statement: where
   * one runs, what only this session sees may be missing. None where that cannot be told soon.
   */
  namesIn(sessionId: SessionId, asked: NamesAsked): Promise<readonly string[]>;

  /** What others went through by its close; complete once all that it holds was released. */
  collateral(sessionId: SessionId): readonly string[];

  /** The session's ending is durable: nothing of it needs to be remembered. */
  forget(sessionId: SessionId): void;
}

export type Statements =
  | {
      readonly kind: 'statements';
      readonly statements: readonly string[];
      /** Where each begins in the text. */
      readonly starts: readonly number[];
    }
  | { readonly kind: 'too_many'; readonly count: number };

export type OpenAnswer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: JobError }
  | OutOfReach;

export interface ContextGone {
  readonly kind: 'gone';
  /** Why, where nobody had wished it. */
  readonly error: JobError;
  /** For people: what went with it. */
  readonly remarks: readonly string[];
}

/** It goes on in another place than the one that it was in (I6). */
export interface ContextRestored {
  readonly kind: 'restored';
  /** For people: why, and what it does not have any more. */
  readonly remarks: readonly string[];
}

export type FoundContext =
  | { readonly kind: 'open' }
  /** It was never made, and nobody else can make it. */
  | { readonly kind: 'not_made' }
  | ContextGone
  | OutOfReach;
