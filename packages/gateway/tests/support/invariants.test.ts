import { expect, it } from 'vitest';
import type { CancelIntent } from '../../src/core/job/cancel-intent.ts';
import type { Job, JobState } from '../../src/core/job/job.ts';
import type { Receipt, ReleaseCheck } from '../../src/core/job/receipt.ts';
import { ScriptedEngine } from '../../src/engines/scripted/scripted-engine.ts';
import { HandClock } from './hand-clock.ts';
import { type InvariantName, invariants, type Written } from './invariants.ts';

// A check that cannot fail is no check: each invariant is broken once, and finds it.

const intent: CancelIntent = { by: 'maria', at: 1, reason: 'user', requestId: 'request-1' };
const other: CancelIntent = { ...intent, by: 'ana' };
const launching = { status: 'launching', leaseToken: 1, claimedAt: 1 } as const;
const cancelling = { ...launching, status: 'cancelling', operation: null, intent } as const;
const atEnd = { status: 'ended', startedAt: null, endedAt: 2 } as const;
const cancelled = { ...atEnd, ending: { how: 'cancelled' }, intent } as const;
const failed = {
  ...atEnd,
  ending: { how: 'failed', error: { code: 'runtime', message: 'no' } },
  intent: null,
} as const;
const succeeded = {
  ...atEnd,
  ending: {
    how: 'succeeded',
    result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
  },
  intent: null,
} as const;
const gone: ReleaseCheck = {
  held: { kind: 'operation', engine: 'scripted', ref: 'job-1' },
  isGone: true,
  read: 'alive: ',
  at: 2,
};
const receipt = { jobId: 'job-1', ending: 'cancelled' } as Receipt;

const right: Written = { ...move(cancelling, cancelled), receipt, released: [gone] };

const breaks: Record<InvariantName, Written> = {
  'I1 an ended job never changes again': move(cancelled, cancelled),
  'I1 each move grows the revision by one': { ...right, after: { ...right.after, revision: 9 } },
  'I1 a status only follows those that lead to it': move({ status: 'queued' }, cancelling),
  'a statement waits for its turn, and then for a slot': move(
    { status: 'queued' },
    { status: 'queued' },
  ),
  'no statement runs before its turn': move({ status: 'queued', isBehind: true }, launching),
  'I2 a wish is never dropped or replaced': move(cancelling, { ...cancelled, intent: other }),
  'I3 cancelled is said when nothing of the job is alive': right,
  'I3 every ending has checked what the job held': { ...right, released: [] },
  'I4 cancelled work has committed nothing': right,
  'I4 work that succeeded has committed': move(launching, succeeded),
  'I5 what is cancelled while it waits was never born': move({ status: 'queued' }, cancelled),
  'a job with a wish ends with its receipt, and no other does': move(cancelling, cancelled),
  'a receipt tells the ending of its job': { ...move(launching, failed), receipt },
};

it('all of them hold for a right write', () => {
  const engine = new ScriptedEngine(new HandClock());
  expect(namesOfBroken(right, engine)).toEqual([]);
});

for (const [name, written] of Object.entries(breaks)) {
  it(`${name}: found when it is broken`, () => {
    const engine = new ScriptedEngine(new HandClock());
    if (name.startsWith('I3 cancelled')) engine.alive.add('job-1');
    if (name.startsWith('I4 cancelled')) engine.committed.add('job-1');
    if (name.startsWith('I5')) engine.born.push('job-1');
    expect(namesOfBroken(written, engine)).toContain(name);
  });
}

function namesOfBroken(written: Written, engine: ScriptedEngine): string[] {
  return Object.entries(invariants)
    .filter(([, holds]) => !holds(written, engine))
    .map(([name]) => name);
}

function move(before: JobState, after: JobState): Written {
  return { before: jobOf(before, 3), after: jobOf(after, 4) };
}

function jobOf(state: JobState, revision: number): Job {
  return { id: 'job-1', request: {} as Job['request'], submittedAt: 0, revision, state };
}
