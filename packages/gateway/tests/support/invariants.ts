import type { Job, JobStatus } from '../../src/core/job/job.ts';
import { intentOf, isEnded } from '../../src/core/job/job.ts';
import type { Step } from '../../src/core/ports/job-store.ts';
import type { ScriptedEngine } from '../../src/engines/scripted/scripted-engine.ts';

/** One durable write: a move, or a submit where there was no job before. */
export type Written = Omit<Step, 'before' | 'fence'> & { readonly before: Job | null };

/** What must hold after every write, whatever else is going on. Each answers whether it does. */
export const invariants = {
  'I1 an ended job never changes again': ({ before }) => before === null || !isEnded(before),

  'I1 each move grows the revision by one': ({ before, after }) =>
    before === null || after.revision === before.revision + 1,

  'I1 a status only follows those that lead to it': ({ before, after }) =>
    before === null || successors[before.state.status].includes(after.state.status),

  'a statement waits for its turn, and then for a slot': ({ before, after }) =>
    after.state.status !== 'queued' || before === null || (isBehind(before) && !isBehind(after)),

  'no statement runs before its turn': ({ before, after }) =>
    after.state.status === 'queued' ||
    after.state.status === 'ended' ||
    before === null ||
    !isBehind(before),

  'I2 a wish is never dropped or replaced': ({ before, after }) => {
    const wish = before && intentOf(before);
    return !wish || JSON.stringify(intentOf(after)) === JSON.stringify(wish);
  },

  'I3 cancelled is said when nothing of the job is alive': ({ after }, engine) =>
    !isCancelled(after) || !engine.alive.has(after.id),

  'I3 every ending has checked what the job held': ({ before, after, released }) =>
    !isEnded(after) ||
    before?.state.status === 'queued' ||
    (released ?? []).some(({ held, isGone }) => isGone && held.kind === 'operation'),

  'I4 cancelled work has committed nothing': ({ after }, engine) =>
    !isCancelled(after) || !engine.committed.has(after.id),

  'I4 work that succeeded has committed': ({ after }, engine) =>
    !isEnded(after) ||
    after.state.ending.how !== 'succeeded' ||
    after.request.kind === 'maintenance' ||
    engine.committed.has(after.id),

  'I5 what is cancelled while it waits was never born': ({ before, after }, engine) =>
    before?.state.status !== 'queued' || !isEnded(after) || !engine.born.includes(after.id),

  'a job with a wish ends with its receipt, and no other does': ({ after, receipt }) =>
    !isEnded(after) || (intentOf(after) !== null) === (receipt !== undefined),

  'a receipt tells the ending of its job': ({ after, receipt }) =>
    !receipt || (isEnded(after) && receipt.ending === after.state.ending.how),
} satisfies Record<string, (written: Written, engine: ScriptedEngine) => boolean>;

export type InvariantName = keyof typeof invariants;

const successors: Record<JobStatus, readonly JobStatus[]> = {
  // A statement's turn comes.
  queued: ['queued', 'launching', 'ended'],
  launching: ['launching', 'running', 'cancelling', 'ended'],
  running: ['running', 'cancelling', 'ended'],
  cancelling: ['cancelling', 'ended'],
  ended: [],
};

function isBehind({ state }: Job): boolean {
  return state.status === 'queued' && state.isBehind === true;
}

function isCancelled(job: Job): boolean {
  return isEnded(job) && job.state.ending.how === 'cancelled';
}
