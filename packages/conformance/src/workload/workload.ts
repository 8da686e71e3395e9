import { type Static, Type } from 'typebox';
import type { Surface } from '../play/verdict.ts';

const Code = Type.String({ minLength: 1 });

/** Code that leaves something behind which can be counted. `{name}` is a name of the program's own. */
const Write = Type.Object({
  /** Run once before. */
  prepare: Type.Optional(Code),
  code: Code,
  /** Answers with one number: how much of it is there; 0 when nothing is. */
  count: Code,
  /** Run afterwards. */
  remove: Type.Optional(Code),
});
export type Write = Static<typeof Write>;

/**
 * What is given to a server to run. Everything but `quick` and `long` may be left out; cases that need
 * it are then not applicable.
 */
const members = {
  /** Ends at once with one number. */
  quick: Type.Object({ code: Code, says: Type.Integer() }),
  /** Each computes for many minutes and obeys an interrupt: a scan, a join, a sort. */
  long: Type.Array(Code, { minItems: 1 }),
  /** Computes for many minutes in the driver, or in one thread. */
  busy: Type.Optional(Code),
  /** Does nothing for many minutes. */
  sleep: Type.Optional(Code),
  /** Computes for many minutes and ignores interrupts. */
  deaf: Type.Optional(Code),
  /** Its tasks ignore interrupts; Spark's. */
  deafTasks: Type.Optional(Code),
  /** A session's own state: sets it, and answers with the number that was set. */
  remember: Type.Optional(Type.Object({ set: Code, get: Code, says: Type.Integer() })),
  /** Write for many minutes: CREATE TABLE AS, INSERT, COPY. */
  longWrites: Type.Optional(Type.Array(Write)),
  /** Writes a file for many minutes. */
  longExport: Type.Optional(Write),
  /** An INSERT that takes a second or two. Run twice it counts double. */
  lateWrite: Type.Optional(Write),
  /** Commits after some tenths of a second. */
  shortWrite: Type.Optional(Write),
  /** Ends at once and leaves one. */
  oneRow: Type.Optional(Write),
  /** Returns so many rows, as many as one answer of the API has. */
  manyRows: Type.Optional(Type.Object({ code: Code, rows: Type.Integer({ minimum: 2 }) })),
};
const Work = Type.Object(members, { additionalProperties: false });
export type Work = Static<typeof Work>;

export const Workload = Type.Object(
  {
    ...members,
    /** The kind of the sessions that are opened. */
    sessionKind: Type.String(),
    /** The same as programs: `doors/batch-program.ts` has what stands for one. */
    batches: Type.Optional(Work),
  },
  { additionalProperties: false },
);
export type Workload = Static<typeof Workload>;

/** What is run on a surface; on `batches` programs, where there are some. */
export function workOn(surface: Surface, workload: Workload): Work {
  return surface === 'batches' && workload.batches ? workload.batches : workload;
}
