import { isDeepStrictEqual } from 'node:util';
import { isEnded, type Job } from '../../src/core/job/job.ts';
import { closeIntentOf, hasEnded, type Session } from '../../src/core/session/session.ts';
import type { ScriptedSessions } from '../../src/engines/scripted/scripted-sessions.ts';

interface SessionWorld {
  readonly contexts: ScriptedSessions;
  /** Every job that was written, as it was written last. */
  readonly jobs: readonly Job[];
}

type Holds = (before: Session | null, after: Session, world: SessionWorld) => boolean;

/** What must hold after every write of a session, whatever else is going on. */
export const sessionInvariants: Readonly<Record<string, Holds>> = {
  'I1 an ended session never changes again': (before) => before === null || !hasEnded(before),

  'I1 each move of a session grows its revision by one': (before, after) =>
    before === null || after.revision === before.revision + 1,

  'I2 a wish to close is never dropped or replaced': (before, after) => {
    const wish = before && closeIntentOf(before);
    return !wish || isDeepStrictEqual(closeIntentOf(after), wish);
  },

  'I3 a session ends when its context is gone': (_, after, { contexts }) =>
    !hasEnded(after) || !contexts.alive.has(after.id),

  'I5 what is closed while it waits was never made': (before, after, { contexts }) =>
    before?.state.status !== 'waiting' || !hasEnded(after) || !contexts.made.includes(after.id),

  'I7 a context is made only for a session that has its place': (_, after, { contexts }) =>
    after.state.status !== 'waiting' || !contexts.made.includes(after.id),

  'I8 no statement of an ended session is live or waits': (_, after, { jobs }) =>
    !hasEnded(after) || jobs.every((job) => job.request.session?.id !== after.id || isEnded(job)),
};
