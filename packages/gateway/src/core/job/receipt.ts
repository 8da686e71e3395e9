import type { CancelIntent } from './cancel-intent.ts';
import type { EndingWord } from './ending.ts';
import type { JobId } from './job.ts';

/** What a cancel did. Times are milliseconds since the epoch, read from the gateway's clock. */
export interface Receipt {
  readonly jobId: JobId;
  readonly intent: CancelIntent;
  readonly ending: EndingWord;
  /**
   * The rung after which the work was seen to stop; null when nothing had to be told to stop. One that is
   * not among `rungs` was taken by a gateway that died before it wrote the receipt.
   */
  readonly rung: string | null;
  readonly phases: {
    /** The wish became durable. */
    readonly accepted: number;
    /** The engine was first told; null when the job had not reached it. */
    readonly delivered: number | null;
    /** The work was seen to have ended; null when it never began. */
    readonly observed: number | null;
    /** All that it held was checked to be back. */
    readonly released: number;
  };
  /** Each step of the ladder that was taken, with the engine's answer. */
  readonly rungs: readonly RungTaken[];
  /** One check for each thing held, with the raw thing that was read. */
  readonly checks: readonly ReleaseCheck[];
  /** What else was lost: by neighbours, where a shared host had to be killed (I6), and the transaction it ran in. */
  readonly collateral: readonly string[];
}

export interface RungTaken {
  readonly rung: string;
  readonly at: number;
  readonly answer: CancelAnswer;
}

/** What the engine said to a cancel. None of them means that the work has stopped. */
export type CancelAnswer =
  | 'told'
  | 'not_there'
  | 'unreachable'
  /** The rung would cost neighbours more than the queue's policy allows; it is tried again. */
  | 'put_off';

/** Something a job holds outside the gateway; it is written to the ledger before it is made (I7). */
export type Held =
  /** Work inside an engine, under the name that was chosen for it. */
  | { readonly kind: 'operation'; readonly engine: string; readonly ref: string }
  /** The context of a session, under the session's id. */
  | { readonly kind: 'context'; readonly engine: string; readonly ref: string }
  /** A file or directory that must not outlive an unfinished job. */
  | { readonly kind: 'path'; readonly path: string }
  /** A process of ours: pid and start time together name it. */
  | { readonly kind: 'process'; readonly pid: number; readonly startTime: string };

/** What is given back by the ending itself: a job's slot, a session's place. */
type Given = { readonly kind: 'slot' | 'place'; readonly queue: string };

export interface ReleaseCheck {
  readonly held: Held | Given;
  readonly isGone: boolean;
  /** What was read to know it: the process table's line, the directory's listing, the count. */
  readonly read: string;
  readonly at: number;
}
