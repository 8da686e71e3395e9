import type { SessionStatus } from '../../src/core/session/session.ts';
import type { SessionEventKind } from '../../src/core/session/session-transition.ts';

/**
 * What each event must do in each status, in the words of SESSIONS.md, written down apart from the code
 * that does it. No cell can be left out.
 */
export const expectedSessionMoves: Record<
  SessionStatus,
  Record<SessionEventKind, ExpectedSessionMove>
> = {
  waiting: {
    placed: 'to starting',
    wait_ran_out: 'ended: failed',
    context_opened: 'refused: impossible',
    open_refused: 'refused: impossible',
    close_wanted: 'ended: closed',
    context_gone: 'refused: impossible',
    engine_out_of_reach: 'refused: impossible',
    lease_ran_out: 'refused: impossible',
  },
  starting: {
    placed: 'refused: taken',
    wait_ran_out: 'refused: taken',
    context_opened: 'to open',
    open_refused: 'ended: failed',
    close_wanted: 'to closing, intent kept',
    context_gone: 'ended: lost',
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  open: {
    placed: 'refused: taken',
    wait_ran_out: 'refused: taken',
    context_opened: 'kept',
    open_refused: 'refused: impossible',
    close_wanted: 'to closing, intent kept',
    context_gone: 'ended: lost',
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  closing: {
    placed: 'refused: taken',
    wait_ran_out: 'refused: taken',
    context_opened: { 'not opened': 'same, opened', opened: 'kept' },
    open_refused: { 'not opened': 'ended: closed', opened: 'refused: impossible' },
    close_wanted: 'kept',
    context_gone: 'ended: closed',
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  ended: {
    placed: 'refused: ended',
    wait_ran_out: 'refused: ended',
    context_opened: 'refused: ended',
    open_refused: 'refused: ended',
    close_wanted: 'refused: ended',
    context_gone: 'refused: ended',
    engine_out_of_reach: 'refused: ended',
    lease_ran_out: 'refused: ended',
  },
};

/** One answer for the cell, or one for whether its context was seen to be made. */
export type ExpectedSessionMove =
  | ExpectedSessionOutcome
  | { readonly 'not opened': ExpectedSessionOutcome; readonly opened: ExpectedSessionOutcome };

export type ExpectedSessionOutcome =
  | 'to starting'
  | 'to open'
  | 'to closing, intent kept'
  | 'same, opened'
  | 'same, adopted'
  | 'kept'
  | 'ended: closed'
  | 'ended: failed'
  | 'ended: lost'
  | 'refused: taken'
  | 'refused: impossible'
  | 'refused: ended';

/** The cell as SESSIONS.md has it. */
export function sessionWordsOf(expected: ExpectedSessionMove): string {
  return typeof expected === 'string'
    ? expected
    : Object.entries(expected)
        .map(([given, outcome]) => `${given} → ${outcome}`)
        .join('; ');
}
