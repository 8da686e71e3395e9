import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExpectedGiven,
  type ExpectedMove,
  type ExpectedOutcome,
  expectedMoves,
  wordsOf,
} from '../../../tests/support/expected-moves.ts';
import type { CancelIntent } from './cancel-intent.ts';
import type { JobError, ResultSummary } from './ending.ts';
import type { Job, JobState, JobStatus } from './job.ts';
import { intentOf, isEnded, startedAt } from './job.ts';
import type { JobEvent, JobEventKind, Move } from './transition.ts';
import { transition } from './transition.ts';

describe('the transition table', () => {
  for (const [status, row] of entriesOf(expectedMoves)) {
    describe(`from ${status}`, () => {
      for (const [kind, expected] of entriesOf(row)) {
        it(`${kind} → ${wordsOf(expected)}`, () => {
          const tried = new Set<ExpectedOutcome>();
          for (const job of jobsIn(status)) {
            for (const event of eventsOf(kind)) {
              const outcome = outcomeFor(expected, job, event);
              if (!outcome) continue;
              tried.add(outcome);
              const move = transition(job, event, now);
              assertions[outcome]({ job, event, move });
            }
          }
          expect([...tried].sort()).toEqual(outcomesOf(expected));
        });
      }
    });
  }
});

describe('what a move keeps', () => {
  it('the first intent stays, and with it its reason (I2)', () => {
    const first = moved(jobOf(running), { kind: 'cancel_wanted', intent: intentBy('timeout') });
    const second = transition(first, { kind: 'cancel_wanted', intent: intentBy('user') }, now);
    expect(second).toEqual({ kind: 'kept', job: first });
    const ended = moved(first, { kind: 'end_observed', observed: { kind: 'stopped' } });
    expect(intentOf(ended)).toEqual(intentBy('timeout'));
  });

  it('a commit that came first is the ending, and the intent stays on record (I4)', () => {
    const observed = { kind: 'succeeded', result } as const;
    const ended = moved(jobOf(cancelling), { kind: 'end_observed', observed });
    expect(ended.state).toMatchObject({ ending: { how: 'succeeded', result }, intent });
  });

  it('an engine out of reach never makes a cancelled job (I3)', () => {
    const ended = moved(jobOf(cancelling), { kind: 'engine_out_of_reach', error });
    expect(ended.state).toMatchObject({ ending: { how: 'lost', error }, intent });
  });

  it('a stop that nobody asked for is a failure, and says so (I3)', () => {
    const event = { kind: 'end_observed', observed: { kind: 'stopped' } } as const;
    expect(moved(jobOf(running), event).state).toMatchObject({
      ending: { how: 'failed', error: { code: 'engine', message: /nobody had asked/ } },
      intent: null,
    });
  });

  it('a death that nobody asked for fails the job with its cause, and cancels one that was to stop (I2)', () => {
    const event = { kind: 'end_observed', observed: { kind: 'stopped', cause: error } } as const;
    expect(moved(jobOf(running), event).state).toMatchObject({ ending: { how: 'failed', error } });
    expect(moved(jobOf(cancelling), event).state).toMatchObject({ ending: { how: 'cancelled' } });
  });

  it('the moment of the start is kept to the end, through a cancel and an adoption', () => {
    let job = jobOf(launching);
    job = moved(job, { kind: 'operation_started', ref: 'operation-1' }, 50);
    job = moved(job, { kind: 'cancel_wanted', intent }, 60);
    job = moved(job, { kind: 'lease_ran_out', leaseToken: 8 }, 70);
    job = moved(job, { kind: 'end_observed', observed: { kind: 'stopped' } }, 80);
    expect(job.state).toMatchObject({ startedAt: 50, endedAt: 80 });
  });
});

describe('any sequence of events', () => {
  it('has at most one ending, which never changes again (I1)', () => {
    const found = counterexampleTo(({ before, after }) => !isEnded(before) || after === before);
    expect(found).toBeNull();
  });

  it('the revision grows by one with each move, and a kept move is the same job (I1)', () => {
    const found = counterexampleTo(({ before, move }) => {
      switch (move.kind) {
        case 'moved':
          return move.job.revision === before.revision + 1;
        case 'kept':
          return move.job === before;
        case 'refused':
          return true;
      }
    });
    expect(found).toBeNull();
  });

  it('cancelled comes with an intent, and only where no work can be left (I3, I5)', () => {
    const found = counterexampleTo(({ before, event, after }) => {
      if (before === after || !isEnded(after) || after.state.ending.how !== 'cancelled')
        return true;
      const neverBegan = before.state.status === 'queued' && event.kind === 'cancel_wanted';
      const wasRefused = startedAt(before) === null && event.kind === 'start_refused';
      const wasStopped = event.kind === 'end_observed' && event.observed.kind === 'stopped';
      return after.state.intent !== null && (neverBegan || wasRefused || wasStopped);
    });
    expect(found).toBeNull();
  });

  it('what was seen to succeed is succeeded, whatever was wished (I4)', () => {
    const found = counterexampleTo(({ event, move }) => {
      if (move.kind !== 'moved' || event.kind !== 'end_observed') return true;
      const hasSucceeded = isEnded(move.job) && move.job.state.ending.how === 'succeeded';
      return hasSucceeded === (event.observed.kind === 'succeeded');
    });
    expect(found).toBeNull();
  });

  it('a wish, once kept, is never dropped or replaced, and its grace never grows (I2)', () => {
    const found = counterexampleTo(({ before, after }) => {
      const [first, now] = [intentOf(before), intentOf(after)];
      if (!first || !now) return first === null;
      const isSame =
        JSON.stringify({ ...now, graceMs: 0 }) === JSON.stringify({ ...first, graceMs: 0 });
      return isSame && graceOf(after, now) <= graceOf(before, first);
    });
    expect(found).toBeNull();
  });

  it('the grace of a batch is the least that any wish gave it', () => {
    const found = counterexampleTo(({ before, event, after }) => {
      const now = intentOf(after);
      if (event.kind !== 'cancel_wanted' || !now || isEnded(before)) return true;
      return graceOf(after, now) <= graceOf(before, event.intent);
    });
    expect(found).toBeNull();
  });

  it('an operation that nobody wants is named, so that it can be stopped (I7)', () => {
    const found = counterexampleTo(({ before, event, move }) => {
      if (event.kind !== 'operation_started' || move.kind !== 'refused') return true;
      return move.stray === (before.state.status === 'queued' ? null : event.ref);
    });
    expect(found).toBeNull();
  });
});

interface Step {
  readonly before: Job;
  readonly event: JobEvent;
  readonly move: Move;
  /** The job after the event: the same one unless it moved. */
  readonly after: Job;
}

/**
 * Plays random events from a queued job on, and asks after each whether the rule holds.
 * @returns the shortest sequence that breaks it, with its seed, or null
 */
function counterexampleTo(rule: (step: Step) => boolean): string | null {
  const kinds = fc.constantFrom(request, batch);
  const played = fc.property(kinds, fc.array(anyEvent(), { maxLength: 12 }), (asked, events) => {
    let before: Job = { ...jobOf({ status: 'queued' }), request: asked };
    return events.every((event, index) => {
      const move = transition(before, event, now + index);
      const after = move.kind === 'moved' ? move.job : before;
      const step = { before, event, move, after };
      before = after;
      return rule(step);
    });
  });
  const report = fc.check(played, { numRuns: 2_000 });
  return report.failed ? (fc.defaultReportMessage(report) ?? 'failed') : null;
}

function anyEvent(): fc.Arbitrary<JobEvent> {
  const leaseToken = fc.integer({ min: 1, max: 3 });
  const ref = fc.constantFrom('operation-1', 'operation-2');
  const intents = fc
    .record({
      reason: fc.constantFrom('user', 'timeout', 'shutdown'),
      graceMs: fc.constantFrom(undefined, 100, 1_000, 2_000),
    })
    .map(({ reason, graceMs }) => intentBy(reason, graceMs));
  const observed = fc.constantFrom(...observations);
  return fc.oneof(
    leaseToken.map((token): JobEvent => ({ kind: 'claimed', leaseToken: token })),
    ref.map((name): JobEvent => ({ kind: 'operation_started', ref: name })),
    fc.constant<JobEvent>({ kind: 'start_refused', error }),
    intents.map((wish): JobEvent => ({ kind: 'cancel_wanted', intent: wish })),
    observed.map((seen): JobEvent => ({ kind: 'end_observed', observed: seen })),
    fc.constant<JobEvent>({ kind: 'engine_out_of_reach', error }),
    leaseToken.map((token): JobEvent => ({ kind: 'lease_ran_out', leaseToken: token })),
  );
}

interface Played {
  readonly job: Job;
  readonly event: JobEvent;
  readonly move: Move;
}

const assertions: Record<ExpectedOutcome, (played: Played) => void> = {
  'to launching': ({ job, event, move }) =>
    expectState(job, move, {
      status: 'launching',
      leaseToken: tokenOf(event),
      claimedAt: now,
    }),
  'to running, operation kept': ({ job, event, move }) =>
    expectState(job, move, {
      ...job.state,
      status: 'running',
      operation: { ref: refOf(event), startedAt: now },
    }),
  'to cancelling, intent kept': ({ job, event, move }) =>
    expectState(job, move, {
      operation: null,
      ...job.state,
      status: 'cancelling',
      intent: event.kind === 'cancel_wanted' ? event.intent : null,
    }),
  'same, operation kept': ({ job, event, move }) =>
    expectState(job, move, {
      ...job.state,
      operation: { ref: refOf(event), startedAt: now },
    }),
  'same, adopted': ({ job, event, move }) =>
    expectState(job, move, { ...job.state, leaseToken: tokenOf(event) }),
  'same, grace shortened': ({ job, event, move }) =>
    expectState(job, move, {
      ...job.state,
      intent: { ...intentOf(job), graceMs: wantedGraceMs(job, event) },
    }),
  kept: ({ job, move }) => {
    expect(move.kind).toBe('kept');
    if (move.kind === 'kept') expect(move.job).toBe(job);
  },
  'ended: succeeded': (played) => expectEnding(played, { how: 'succeeded', result }),
  'ended: failed': (played) => expectEnding(played, { how: 'failed' }),
  'ended: cancelled': (played) => expectEnding(played, { how: 'cancelled' }),
  'ended: lost': (played) => expectEnding(played, { how: 'lost', error }),
  'refused: taken': ({ move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'taken', stray: null }),
  'refused: not_cancellable': ({ move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'not_cancellable', stray: null }),
  'refused: impossible': ({ move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'impossible', stray: null }),
  'refused: ended': ({ move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'ended', stray: null }),
  'refused: ended, stop it': ({ event, move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'ended', stray: refOf(event) }),
  'refused: other_operation, stop it': ({ event, move }) =>
    expect(move).toEqual({ kind: 'refused', because: 'other_operation', stray: refOf(event) }),
};

function expectState(job: Job, move: Move, state: Record<string, unknown>): void {
  expect(move).toEqual({ kind: 'moved', job: { ...job, revision: job.revision + 1, state } });
}

function expectEnding({ job, event, move }: Played, ending: Record<string, unknown>): void {
  expectState(job, move, {
    status: 'ended',
    startedAt: startedAt(job),
    endedAt: now,
    ending: expect.objectContaining(ending),
    intent: event.kind === 'cancel_wanted' ? event.intent : intentOf(job),
  });
}

function outcomeFor(expected: ExpectedMove, job: Job, event: JobEvent): ExpectedOutcome | null {
  if (typeof expected === 'string') return expected;
  const outcomes = entriesOf(expected).filter(([given]) => isGiven[given](job, event));
  expect(outcomes.length).toBeLessThanOrEqual(1);
  return outcomes[0]?.[1] ?? null;
}

const isGiven: Record<ExpectedGiven, (job: Job, event: JobEvent) => boolean> = {
  'no operation': (job) => operationRefOf(job) === null,
  'an operation': (job) => operationRefOf(job) !== null,
  'same operation': (job, event) => operationRefOf(job) === refOf(event),
  'other operation': (job, event) =>
    operationRefOf(job) !== null && operationRefOf(job) !== refOf(event),
  'of SQL': ({ request }) => request.kind === 'sql',
  maintenance: ({ request }) => request.kind === 'maintenance',
  'less grace': hasLessGrace,
  'no less grace': (job, event) => !hasLessGrace(job, event),
  'seen succeeded': (_, event) => observedKind(event) === 'succeeded',
  'seen failed': (_, event) => observedKind(event) === 'failed',
  'seen stopped': (_, event) => observedKind(event) === 'stopped',
};

function outcomesOf(expected: ExpectedMove): ExpectedOutcome[] {
  const outcomes = typeof expected === 'string' ? [expected] : Object.values(expected);
  return [...new Set(outcomes)].sort();
}

function jobsIn(status: JobStatus): readonly Job[] {
  switch (status) {
    case 'queued':
      return ofBothKinds({ status });
    case 'launching':
      return ofBothKinds(launching);
    case 'running':
      return ofBothKinds(running);
    case 'cancelling':
      return [
        jobOf(cancelling),
        jobOf({ ...cancelling, operation: null }),
        // Less than the submit's, the same, and more.
        batchWith(100),
        batchWith(undefined),
        batchWith(1_000),
      ];
    case 'ended':
      return endings.map(jobOf);
  }
}

function batchWith(graceMs: number | undefined): Job {
  const job = jobOf({ ...cancelling, intent: intentBy('policy', graceMs) });
  return { ...job, request: batch };
}

function ofBothKinds(state: JobState): readonly Job[] {
  const job = jobOf(state);
  return [job, { ...job, request: { ...request, kind: 'maintenance' } }];
}

function eventsOf(kind: JobEventKind): readonly JobEvent[] {
  switch (kind) {
    case 'claimed':
      return [{ kind, leaseToken: 7 }];
    case 'operation_started':
      return [
        { kind, ref: 'operation-1' },
        { kind, ref: 'operation-2' },
      ];
    case 'start_refused':
    case 'engine_out_of_reach':
      return [{ kind, error }];
    case 'cancel_wanted':
      return [undefined, 300].map((graceMs) => ({ kind, intent: intentBy('user', graceMs) }));
    case 'end_observed':
      return observations.map((observed): JobEvent => ({ kind, observed }));
    case 'lease_ran_out':
      return [{ kind, leaseToken: 9 }];
  }
}

function moved(job: Job, event: JobEvent, at = now): Job {
  const move = transition(job, event, at);
  if (move.kind !== 'moved') throw new Error(`${event.kind} did not move: ${move.kind}`);
  return move.job;
}

function jobOf(state: JobState): Job {
  return { id: 'job-1', request, submittedAt: 1, revision: 3, state };
}

function tokenOf(event: JobEvent): number | null {
  return event.kind === 'claimed' || event.kind === 'lease_ran_out' ? event.leaseToken : null;
}

function refOf(event: JobEvent): string | null {
  return event.kind === 'operation_started' ? event.ref : null;
}

function operationRefOf({ state }: Job): string | null {
  return state.status === 'running' || state.status === 'cancelling'
    ? (state.operation?.ref ?? null)
    : null;
}

function observedKind(event: JobEvent): string | null {
  return event.kind === 'end_observed' ? event.observed.kind : null;
}

function hasLessGrace(job: Job, event: JobEvent): boolean {
  const first = intentOf(job);
  return first !== null && wantedGraceMs(job, event) < graceOf(job, first);
}

function wantedGraceMs(job: Job, event: JobEvent): number {
  return event.kind === 'cancel_wanted' ? graceOf(job, event.intent) : Infinity;
}

/** What is no batch has none, whatever a wish says. */
function graceOf({ request: { program } }: Job, { graceMs }: CancelIntent): number {
  return program ? (graceMs ?? program.graceMs) : 0;
}

function intentBy(reason: CancelIntent['reason'], graceMs?: number): CancelIntent {
  const wish = { by: 'maria', at: 40, reason, requestId: `request-${reason}` };
  return graceMs === undefined ? wish : { ...wish, graceMs };
}

function entriesOf<K extends string, V>(record: { readonly [key in K]?: V }): [K, V][] {
  return Object.entries(record) as [K, V][];
}

const now = 1_000;
const intent = intentBy('policy');
const error: JobError = { code: 'runtime', message: 'division by zero' };
const result: ResultSummary = {
  columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
  rowCount: 1,
  affectedRows: null,
  rows: { at: 'inline', lines: ['[1]'] },
};
const observations = [
  { kind: 'succeeded', result },
  { kind: 'failed', error },
  { kind: 'stopped' },
] as const;
const launching = { status: 'launching', leaseToken: 7, claimedAt: 10 } as const;
const operation = { ref: 'operation-1', startedAt: 20 };
const running = { ...launching, status: 'running', operation } as const;
const cancelling = { ...running, status: 'cancelling', intent } as const;
const atEnd = { status: 'ended', startedAt: 20, endedAt: 30 } as const;
const endings: readonly JobState[] = [
  { ...atEnd, ending: { how: 'succeeded', result }, intent: null },
  { ...atEnd, ending: { how: 'failed', error }, intent },
  { ...atEnd, ending: { how: 'lost', error }, intent: null },
  { ...atEnd, ending: { how: 'cancelled' }, intent },
];
const request: Job['request'] = {
  projectId: 'project-1',
  kind: 'sql',
  queueId: 'queue-1',
  queueName: 'default',
  engine: 'scripted',
  sql: 'SELECT 1',
  parameters: [],
  statementClass: 'query',
  database: 'default',
  owner: 'maria',
  tags: [],
  conf: [],
  priority: 0,
  key: null,
  queuedTimeoutMs: null,
  runTimeoutMs: null,
  session: null,
  program: null,
  transfer: null,
};
const batch: Job['request'] = {
  ...request,
  kind: 'batch',
  statementClass: 'batch',
  program: {
    file: 'obs://programs/main.py',
    runtime: 'python',
    args: [],
    files: [],
    name: null,
    graceMs: 500,
    retries: 0,
    sent: null,
  },
};
