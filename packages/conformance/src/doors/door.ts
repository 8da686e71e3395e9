/** What a server says of work that it was given: the meaning, and its own words. */
export interface WorkState {
  readonly status: WorkStatus;
  /** The server's own word. */
  readonly word: string;
  /** What it says of how it ended, where it says something. */
  readonly message: string;
  /** Its record went with its cancel, as the API has it. */
  readonly isGone?: true;
}
export type WorkStatus =
  | 'waiting'
  | 'running'
  | 'cancelling'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  /** The server knows no such work. */
  | 'unknown';

export interface SessionState {
  readonly status: 'starting' | 'open' | 'closing' | 'ended' | 'unknown';
  readonly word: string;
}

/** What an answer to a cancel or a close means. */
export interface CancelAnswer {
  readonly meaning: CancelMeaning;
  /** The answer itself, in one line. */
  readonly said: string;
}
export type CancelMeaning =
  /** The success word of the dialect. */
  | 'cancelled'
  /** It had ended, by itself or otherwise. */
  | 'ended'
  | 'unknown'
  | 'forbidden'
  /** Not seen to stop in time; the cancel goes on. */
  | 'not_confirmed'
  /** Any other refusal. */
  | 'refused';

/** Where work is given to a server: its queue of jobs, one session's line of statements, its batches. */
export interface Lane {
  /** Shows in evidence. */
  readonly name: string;
  /** Whether a cancel of ended work is refused, or gets the success word because the API has it so. */
  readonly refusesEnded: boolean;
  /** An id of the right form that names nothing. */
  readonly unknownId: string;
  /** Gives work to the server; answers with its id. */
  submit(code: string): Promise<string>;
  /** The same with a limit of its running time; null where the API has none. */
  readonly submitWithLimit: ((code: string, seconds: number) => Promise<string>) | null;
  state(id: string): Promise<WorkState>;
  cancel(id: string): Promise<CancelAnswer>;
  /** What succeeded work returned, as far as one answer has it. */
  rows(id: string): Promise<Row[]>;
}
export type Row = readonly unknown[];

export interface Sessions {
  /** An id of the right form that names nothing. */
  readonly unknownId: string;
  isServed(): Promise<boolean>;
  /** Asks for a session, which may then still be starting; answers with its id. */
  open(): Promise<string>;
  /** With a heartbeat: without a call for so long, it is closed. Null where the API has none. */
  readonly openWithHeartbeat: ((seconds: number) => Promise<string>) | null;
  /** Closed when idle for so long. Null where the API cannot say so. */
  readonly openWithIdleLimit: ((seconds: number) => Promise<string>) | null;
  state(id: string): Promise<SessionState>;
  close(id: string): Promise<CancelAnswer>;
  lane(id: string): Lane;
}

/** One server as one caller sees it through one API. */
export interface Door {
  /** Null where the API has no work outside sessions. */
  readonly jobs: (Lane & { isServed(): Promise<boolean> }) | null;
  readonly sessions: Sessions;
  /** Null where the API has no batches. Its code is a program (`batch-program.ts`). */
  readonly batches: (Lane & { isServed(): Promise<boolean> }) | null;
}

export const dialects = ['dli', 'livy', 'fabric'] as const;
export type Dialect = (typeof dialects)[number];
