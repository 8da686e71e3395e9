import type { JobStatus } from '../../src/core/job/job.ts';
import type { JobEventKind } from '../../src/core/job/transition.ts';

/**
 * What each event must do in each status, in the words of LIFECYCLE.md, written down apart from the
 * code that does it. No cell can be left out: a new status or event does not compile until each is
 * answered here.
 */
export const expectedMoves: Record<JobStatus, Record<JobEventKind, ExpectedMove>> = {
  queued: {
    claimed: 'to launching',
    operation_started: 'refused: impossible',
    start_refused: 'refused: impossible',
    cancel_wanted: { 'of SQL': 'ended: cancelled', maintenance: 'refused: not_cancellable' },
    end_observed: 'refused: impossible',
    engine_out_of_reach: 'refused: impossible',
    lease_ran_out: 'refused: impossible',
  },
  launching: {
    claimed: 'refused: taken',
    operation_started: 'to running, operation kept',
    start_refused: 'ended: failed',
    cancel_wanted: {
      'of SQL': 'to cancelling, intent kept',
      maintenance: 'refused: not_cancellable',
    },
    end_observed: {
      'seen succeeded': 'ended: succeeded',
      'seen failed': 'ended: failed',
      'seen stopped': 'ended: failed',
    },
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  running: {
    claimed: 'refused: taken',
    operation_started: {
      'same operation': 'kept',
      'other operation': 'refused: other_operation, stop it',
    },
    start_refused: 'refused: impossible',
    cancel_wanted: {
      'of SQL': 'to cancelling, intent kept',
      maintenance: 'refused: not_cancellable',
    },
    end_observed: {
      'seen succeeded': 'ended: succeeded',
      'seen failed': 'ended: failed',
      'seen stopped': 'ended: failed',
    },
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  cancelling: {
    claimed: 'refused: taken',
    operation_started: {
      'no operation': 'same, operation kept',
      'same operation': 'kept',
      'other operation': 'refused: other_operation, stop it',
    },
    start_refused: {
      'no operation': 'ended: cancelled',
      'an operation': 'refused: impossible',
    },
    cancel_wanted: { 'less grace': 'same, grace shortened', 'no less grace': 'kept' },
    end_observed: {
      'seen succeeded': 'ended: succeeded',
      'seen failed': 'ended: failed',
      'seen stopped': 'ended: cancelled',
    },
    engine_out_of_reach: 'ended: lost',
    lease_ran_out: 'same, adopted',
  },
  ended: {
    claimed: 'refused: ended',
    operation_started: 'refused: ended, stop it',
    start_refused: 'refused: ended',
    cancel_wanted: 'refused: ended',
    end_observed: 'refused: ended',
    engine_out_of_reach: 'refused: ended',
    lease_ran_out: 'refused: ended',
  },
};

/** One answer for the cell, or one for each thing that may be given. */
export type ExpectedMove = ExpectedOutcome | { readonly [G in ExpectedGiven]?: ExpectedOutcome };

export type ExpectedOutcome =
  | 'to launching'
  | 'to running, operation kept'
  | 'to cancelling, intent kept'
  | 'same, operation kept'
  | 'same, adopted'
  | 'same, grace shortened'
  | 'kept'
  | 'ended: succeeded'
  | 'ended: failed'
  | 'ended: cancelled'
  | 'ended: lost'
  | 'refused: taken'
  | 'refused: not_cancellable'
  | 'refused: impossible'
  | 'refused: ended'
  | 'refused: ended, stop it'
  | 'refused: other_operation, stop it';

export type ExpectedGiven =
  | 'of SQL'
  | 'maintenance'
  | 'less grace'
  | 'no less grace'
  | 'no operation'
  | 'an operation'
  | 'same operation'
  | 'other operation'
  | 'seen succeeded'
  | 'seen failed'
  | 'seen stopped';

/** The cell as LIFECYCLE.md has it. */
export function wordsOf(expected: ExpectedMove): string {
  return typeof expected === 'string'
    ? expected
    : Object.entries(expected)
        .map(([given, outcome]) => `${given} → ${outcome}`)
        .join('; ');
}
