import { type Static, Type } from 'typebox';
import { Timestamp } from './timestamp.ts';
import { wholeNumber } from './whole-number.ts';

/** What a program writes to. */
export const LogStream = Type.Enum(['stdout', 'stderr'], { description: 'stdout or stderr' });
export type LogStream = Static<typeof LogStream>;

const attempt = Type.Optional(wholeNumber(0, 1_000));
const from = Type.Optional(wholeNumber(0, Number.MAX_SAFE_INTEGER));

/** The most bytes of one piece. */
export const mostLogBytes = 1024 * 1024;

/** The query of `GET /jobs/{id}/logs/{stream}`. */
export const LogQuery = Type.Object(
  {
    /** A byte of the log, counted from its beginning. Absent: 0. */
    from,
    /** How many bytes at most. Absent: 65,536. */
    limit: Type.Optional(wholeNumber(4, mostLogBytes)),
    /** Which try, from 0, of a batch that is begun again after it failed. Absent: the last one. */
    attempt,
  },
  { additionalProperties: false },
);

/** The query of `GET /jobs/{id}/logs/{stream}/file`. */
export const LogFileQuery = Type.Object({ attempt }, { additionalProperties: false });

/** The query of `GET /jobs/{id}/logs/{stream}/events`. The header `Last-Event-ID` goes before `from`. */
export const FollowLogQuery = Type.Object({ from, attempt }, { additionalProperties: false });

/** A piece of a log. */
export const LogPiece = Type.Object({
  stream: LogStream,
  /** Which try it is of, from 0. */
  attempt: Type.Integer(),
  /** How many tries there are by now; 0 for a batch that has not begun. */
  attempts: Type.Integer(),
  /** Where the piece begins: later than asked where what comes before is not kept. */
  from: Type.Integer(),
  /** Where the next one begins. */
  next: Type.Integer(),
  /** How long the log is by now. */
  size: Type.Integer(),
  /** What is no UTF-8 is told as U+FFFD; the file has it as it was written. */
  text: Type.String(),
  /**
   * When the disk was first seen to be full while the log was written: what was written then may be missing.
   * Null: never.
   */
  disk_full_at: Type.Union([Timestamp, Type.Null()]),
});
export type LogPiece = Static<typeof LogPiece>;
