import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExpectedSessionMove,
  type ExpectedSessionOutcome,
  expectedSessionMoves,
  sessionWordsOf,
} from '../../../tests/support/expected-session-moves.ts';
import type { CancelIntent } from '../job/cancel-intent.ts';
import type { JobError } from '../job/ending.ts';
import {
  type Closing,
  closeIntentOf,
  type EndedSessionState,
  hasEnded,
  openedAt,
  type Session,
  type SessionState,
  type SessionStatus,
} from './session.ts';
import {
  type SessionEvent,
  type SessionEventKind,
  type SessionMove,
  sessionTransition,
} from './session-transition.ts';

describe('the transition table of sessions', () => {
  for (const [status, row] of entriesOf(expectedSessionMoves)) {
    describe(`from ${status}`, () => {
      for (const [kind, expected] of entriesOf(row)) {
        it(`${kind} → ${sessionWordsOf(expected)}`, () => {
          expect(states[status].length).toBeGreaterThan(0);
          for (const state of states[status]) {
            const session = sessionOf(state);
            const event = events[kind];
            const move = sessionTransition(session, event, now);
            assertions[outcomeFor(expected, session)]({ session, event, move });
          }
        });
      }
    });
  }
});

describe('any sequence of events of a session', () => {
  it('has at most one ending, which never changes again (I1)', () => {
    const found = counterexampleTo(({ before, after }) => !hasEnded(before) || after === before);
    expect(found).toBeNull();
  });

  it('grows the revision by one with each move, and a kept move is the same session (I1)', () => {
    const found = counterexampleTo(({ before, move }) => {
      switch (move.kind) {
        case 'moved':
          return move.session.revision === before.revision + 1;
        case 'kept':
          return move.session === before;
        case 'refused':
          return true;
      }
    });
    expect(found).toBeNull();
  });

  it('keeps a wish to close, once it is accepted (I2)', () => {
    const found = counterexampleTo(({ before, after }) => {
      const wish = closeIntentOf(before);
      return wish === null || closeIntentOf(after) === wish;
    });
    expect(found).toBeNull();
  });

  it('is closed only with a wish, and only where no context can be left (I3, I5)', () => {
    const found = counterexampleTo(({ before, event, after }) => {
      if (before === after || !hasEnded(after) || after.state.ending.how !== 'closed') return true;
      const neverPlaced = before.state.status === 'waiting' && event.kind === 'close_wanted';
      const neverMade = event.kind === 'open_refused' && openedAt(before) === null;
      return (
        closeIntentOf(after) !== null && (neverPlaced || neverMade || event.kind === 'context_gone')
      );
    });
    expect(found).toBeNull();
  });
});

interface Played {
  readonly session: Session;
  readonly event: SessionEvent;
  readonly move: SessionMove;
}

interface Step {
  readonly before: Session;
  readonly event: SessionEvent;
  readonly move: SessionMove;
  readonly after: Session;
}

const now = 1_000;
const error: JobError = { code: 'engine', message: 'the engine is gone' };
const intent: CancelIntent = { by: 'maria', at: 900, reason: 'user', requestId: 'request-1' };
const place = { leaseToken: 1, placedAt: 100 };
const closing: Closing = { status: 'closing', ...place, openedAt: null, intent };

const states: Record<SessionStatus, readonly SessionState[]> = {
  waiting: [{ status: 'waiting' }],
  starting: [{ status: 'starting', ...place }],
  open: [{ status: 'open', ...place, openedAt: 200 }],
  closing: [closing, { ...closing, openedAt: 200 }],
  ended: [
    endedAs({ ending: { how: 'closed' }, intent }),
    endedAs({ ending: { how: 'failed', error }, intent: null }),
    endedAs({ ending: { how: 'lost', error }, intent: null }),
  ],
};

const events: { readonly [E in SessionEventKind]: Extract<SessionEvent, { kind: E }> } = {
  placed: { kind: 'placed', leaseToken: 7 },
  wait_ran_out: { kind: 'wait_ran_out', error },
  context_opened: { kind: 'context_opened' },
  open_refused: { kind: 'open_refused', error },
  close_wanted: { kind: 'close_wanted', intent },
  context_gone: { kind: 'context_gone', error },
  engine_out_of_reach: { kind: 'engine_out_of_reach', error },
  lease_ran_out: { kind: 'lease_ran_out', leaseToken: 9 },
};

const assertions: Record<ExpectedSessionOutcome, (played: Played) => void> = {
  'to starting': (played) =>
    expectState(played, { status: 'starting', leaseToken: 7, placedAt: now }),
  'to open': (played) => expectState(played, { status: 'open', ...place, openedAt: now }),
  'to closing, intent kept': (played) =>
    expectState(played, { ...closing, openedAt: openedAt(played.session) }),
  'same, opened': (played) => expectState(played, { ...closing, openedAt: now }),
  'same, adopted': (played) =>
    expectState(played, { ...played.session.state, leaseToken: 9 } as SessionState),
  kept: ({ session, move }) => expect(move).toEqual({ kind: 'kept', session }),
  'ended: closed': (played) => expectEnding(played, { how: 'closed' }),
  'ended: failed': (played) => expectEnding(played, { how: 'failed', error }),
  'ended: lost': (played) => expectEnding(played, { how: 'lost', error }),
  'refused: taken': (played) => expectRefusal(played, 'taken'),
  'refused: impossible': (played) => expectRefusal(played, 'impossible'),
  'refused: ended': (played) => expectRefusal(played, 'ended'),
};

function expectState({ session, move }: Played, state: SessionState): void {
  const moved = { ...session, revision: session.revision + 1, state };
  expect(move).toEqual({ kind: 'moved', session: moved });
}

function expectEnding(played: Played, ending: EndedSessionState['ending']): void {
  const { session, event } = played;
  expectState(played, {
    status: 'ended',
    openedAt: openedAt(session),
    endedAt: now,
    ending,
    intent: event.kind === 'close_wanted' ? event.intent : closeIntentOf(session),
  } as SessionState);
}

function expectRefusal({ move }: Played, because: string): void {
  expect(move).toEqual({ kind: 'refused', because });
}

function outcomeFor(expected: ExpectedSessionMove, session: Session): ExpectedSessionOutcome {
  if (typeof expected === 'string') return expected;
  return openedAt(session) === null ? expected['not opened'] : expected.opened;
}

/**
 * Plays random events from a waiting session on, and asks after each whether the rule holds.
 * @returns the shortest sequence that breaks it, with its seed, or null
 */
function counterexampleTo(rule: (step: Step) => boolean): string | null {
  const anyEvents = fc.array(fc.constantFrom(...Object.values(events)), { maxLength: 12 });
  const played = fc.property(anyEvents, (happened) => {
    let before = sessionOf({ status: 'waiting' });
    return happened.every((event, index) => {
      const move = sessionTransition(before, event, now + index);
      const after = move.kind === 'moved' ? move.session : before;
      const step = { before, event, move, after };
      before = after;
      return rule(step);
    });
  });
  const report = fc.check(played, { numRuns: 2_000 });
  return report.failed ? (fc.defaultReportMessage(report) ?? 'failed') : null;
}

function endedAs(parts: Pick<EndedSessionState, 'ending' | 'intent'>): SessionState {
  return { status: 'ended', openedAt: 200, endedAt: 500, ...parts } as SessionState;
}

function sessionOf(state: SessionState): Session {
  return {
    id: 'session-1',
    number: 3,
    createdAt: 1,
    revision: 4,
    state,
    isDeleted: false,
    request: {
      projectId: 'project-1',
      queueId: 'queue-1',
      queueName: 'default',
      engine: 'scripted',
      kind: 'sql',
      owner: 'maria',
      name: null,
      database: 'default',
      conf: '{}',
      key: null,
      waitTimeoutMs: null,
      idleTimeoutMs: null,
    },
  };
}

function entriesOf<K extends string, V>(record: Record<K, V>): [K, V][] {
  return Object.entries(record) as [K, V][];
}
