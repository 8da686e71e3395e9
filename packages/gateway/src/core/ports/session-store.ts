import type { ClientLease } from '../job/client-lease.ts';
import type { Job, JobId } from '../job/job.ts';
import type { CancelIntent } from '../job/cancel-intent.ts';
import type { Held, ReleaseCheck } from '../job/receipt.ts';
import type { OverQuota } from '../quotas/quota.ts';
import type { SessionEndingWord } from '../session/session-ending.ts';
import type { SessionReceipt } from '../session/session-receipt.ts';
import type { Session, SessionId, SessionStatus } from '../session/session.ts';
import type { JobList, JobScope, QueueGone, StatusFilter, Step } from './job-store.ts';

/** Where sessions are kept. Every move of one goes through `commit` or `place`; there is no other writer. */
export interface SessionStore {
  /** Writes a new waiting session, with its number and first event, in one transaction (I12). */
  create(
    session: Omit<Session, 'number'>,
    limits: SessionLimits,
    lease?: ClientLease | null,
  ): Promise<SessionCreated>;

  find(projectId: string, sessionId: SessionId): Promise<Session | null>;
  findByNumber(projectId: string, number: number): Promise<Session | null>;
  list(projectId: string, filter: SessionFilter, page: SessionPage): Promise<SessionList>;

  /**
   * Gives up to `most` waiting sessions a session place of their queue, the oldest first, and moves each
   * to `starting` with what it will hold, all in one transaction.
   * @returns none when a newer lease than this was given
   */
  place(
    most: number,
    leaseToken: number,
    now: number,
    holds: (session: Session) => readonly Held[],
  ): Promise<readonly Session[]>;

  /** Writes one move, with all that belongs to it, if the row still is as `before` says. */
  commit(step: SessionStep): Promise<SessionCommitted>;

  /**
   * Writes statements of a session as queued, numbered on from its last one, in one transaction, unless
   * the session takes none any more. A statement's turn comes when the session is open and those before
   * it have ended; until then no claim finds it.
   * @param jobs without their numbers, which are given here; one that comes alone may have a key
   * @param lease of each of them
   */
  submitStatements(
    sessionId: SessionId,
    jobs: readonly Job[],
    limits: StatementLimits,
    lease?: ClientLease | null,
  ): Promise<StatementsSubmitted>;

  /** A page of the session's statements. */
  listStatements(
    sessionId: SessionId,
    filter: StatementFilter,
    page: StatementPage,
  ): Promise<StatementList>;

  /** Those of these sessions of which a statement waits or runs. */
  busyAmong(sessionIds: readonly SessionId[]): Promise<ReadonlySet<SessionId>>;

  /** A page of the statements of all sessions of a project, the newest first. */
  listAllStatements(
    projectId: string,
    filter: AllStatementsFilter,
    page: Omit<StatementPage, 'order'>,
  ): Promise<StatementList>;

  /** Statements of the session that have ended since a time, in milliseconds since the epoch. */
  statementsEndedSince(sessionId: SessionId, since: number): Promise<readonly JobId[]>;

  /** Statements of the session that have not ended, in their order. */
  liveStatements(sessionId: SessionId): Promise<readonly Job[]>;

  /** Sessions that are starting, open or closing, oldest first. */
  placedSessions(): Promise<readonly Session[]>;
  /** Sessions in `closing` under this lease. */
  closingSessions(leaseToken: number): Promise<readonly Session[]>;
  /** Every limit that a session has now: how long it may wait, and how long it may be idle. */
  sessionLimits(): Promise<readonly SessionLimit[]>;
  /**
   * The clock was set: moves these limits with it, in one transaction. One that has changed since it was
   * read counts by the new clock, and is left alone.
   */
  shiftSessionLimits(byMs: number, limits: readonly SessionLimit[]): Promise<void>;
  /** Sessions that have waited for a place longer than they may. */
  overdueSessions(now: number): Promise<readonly Session[]>;
  /**
   * Moves open sessions under this lease to `closing` that are past their idle limit, and of which no
   * statement runs or waits, as all that stands in the transaction that does it.
   * @returns those that were moved; none when a newer lease than this was given
   */
  closeIdle(
    leaseToken: number,
    now: number,
    intentFor: (session: Session) => CancelIntent,
  ): Promise<readonly Session[]>;
  /**
   * Notes that somebody deleted a session that has ended; nothing of it changes.
   * @returns false when somebody had before
   */
  noteDeleted(sessionId: SessionId): Promise<boolean>;
  /** Notes that sessions were used; the end of a statement notes it by itself. Never takes a later time back. */
  touch(used: ReadonlyMap<SessionId, number>): Promise<void>;

  /** What the session holds outside the gateway. */
  ledgerOf(sessionId: SessionId): Promise<readonly Held[]>;
  receiptOf(sessionId: SessionId): Promise<SessionReceipt | null>;
  eventsOf(sessionId: SessionId): Promise<readonly SessionHappened[]>;
  /**
   * Notes that the context of a session was made again elsewhere; nothing of it changes.
   * @returns false when it is not driven under this lease any more; nothing was written
   */
  noteRestored(
    sessionId: SessionId,
    leaseToken: number,
    remarks: readonly string[],
  ): Promise<boolean>;
}

/** A limit of a session, as it was read. */
export interface SessionLimit {
  readonly sessionId: SessionId;
  readonly kind: 'wait' | 'idle';
  /** From when on the limit counts, by the clock as it was then. */
  readonly countsFrom: number;
}

export interface SessionStep {
  readonly before: Session;
  readonly after: Session;
  /** The lease token that the row must still carry; null for a write of a caller. */
  readonly fence: number | null;
  /** Written with the ending. */
  readonly receipt?: SessionReceipt;
  /** Ending a session takes its entries off the ledger; these checks are why it may. */
  readonly released?: readonly ReleaseCheck[];
  /** Said in the event. */
  readonly remarks?: readonly string[];
}

export type SessionCommitted =
  /**
   * With the statements that moved in the same transaction: those that waited and ended with the session
   * (I8), or the one whose turn came when it opened.
   */
  | { readonly kind: 'committed'; readonly along: readonly Step[] }
  | { readonly kind: 'stale' }
  /** It cannot end: a statement of it is live. Nothing was written. */
  | { readonly kind: 'statement_live' };

/** Null is no limit. */
export interface SessionLimits {
  /** Of the project that have not ended. */
  readonly mostSessions: number | null;
  /** Whether a session of the project that has not ended may have the same name. */
  readonly isNameUnique: boolean;
}

export type SessionCreated =
  | { readonly kind: 'created'; readonly session: Session }
  /** The same key and the same request: the session it made before. */
  | { readonly kind: 'repeated'; readonly session: Session }
  | { readonly kind: 'key_taken'; readonly session: Session }
  | { readonly kind: 'name_taken'; readonly session: Session }
  | { readonly kind: 'too_many'; readonly live: number }
  | QueueGone;

export type StatementsSubmitted =
  | { readonly kind: 'created'; readonly jobs: readonly Job[] }
  /** Its cancel came first (I12); `along` is what moved by its ending. */
  | { readonly kind: 'born_cancelled'; readonly job: Job; readonly along: readonly Step[] }
  /** The same key and the same request: the statement it made before. */
  | { readonly kind: 'repeated'; readonly job: Job }
  | { readonly kind: 'key_taken'; readonly job: Job }
  | { readonly kind: 'no_room'; readonly over: OverQuota }
  /** It is closing or has ended. */
  | { readonly kind: 'not_taking'; readonly session: Session }
  | { readonly kind: 'too_many_waiting'; readonly waiting: number }
  | { readonly kind: 'too_many_ever'; readonly ever: number };

/** Of one session. Null is no limit. None holds for what is there already, or was cancelled before it came. */
export interface StatementLimits {
  /** The quota that has no room for what they make. */
  readonly full: OverQuota | null;
  /** Of its statements, how many may wait. */
  readonly mostWaiting: number | null;
  /** How many it may have in its life. */
  readonly mostEver: number | null;
}

/** Absent fields do not filter. Times are milliseconds since the epoch. */
export interface SessionFilter {
  readonly sessionId?: SessionId;
  readonly queueName?: string;
  readonly queueId?: string;
  readonly statuses?: readonly SessionStatusFilter[];
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly within?: JobScope;
}

/** A live status, or the word of an ending. */
export type SessionStatusFilter = Exclude<SessionStatus, 'ended'> | SessionEndingWord;

/** The status that it moved to, or what happened to it as it was. */
export type SessionEventKind = SessionStatusFilter | 'restored';

/** Of a list that is asked for again and again: it begins at `offset` behind a place in its order. */
interface PageBehind {
  readonly offset: number;
  readonly limit: number;
  /** What a page before it gave as `next`; null or absent is the beginning of the list. */
  readonly behind?: number | null;
}

interface PagedOn {
  /** The place behind which the next page begins; null where nothing lies behind this page. */
  readonly next: number | null;
}

export interface SessionPage extends PageBehind {
  readonly order: 'created_asc' | 'created_desc';
}

export interface SessionList extends PagedOn {
  readonly sessions: readonly Session[];
  /** All that match, on every page. */
  readonly total: number;
}

/** Absent fields do not filter. */
export interface StatementFilter {
  readonly jobId?: JobId;
  readonly number?: number;
  readonly script?: JobId;
  readonly statuses?: readonly StatusFilter[];
}

/** Absent fields do not filter. Times are milliseconds since the epoch. */
export interface AllStatementsFilter {
  readonly jobId?: JobId;
  readonly sessionId?: SessionId;
  readonly queueName?: string;
  readonly queueId?: string;
  readonly statuses?: readonly StatusFilter[];
  readonly submittedAfter?: number;
  readonly submittedBefore?: number;
  readonly within?: JobScope;
}

export interface StatementPage extends PageBehind {
  readonly order: 'number_asc' | 'number_desc';
}

/** `next` is behind its `jobs`. */
export interface StatementList extends JobList, PagedOn {}

export interface SessionHappened {
  readonly seq: number;
  readonly at: number;
  readonly kind: SessionEventKind;
  readonly remarks: readonly string[];
}
