import type { ResultSummary } from '../../core/job/ending.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { ScriptState } from './script.ts';

/** The state of a request as a number (fabric-api.md 6.3). */
export type StatementStatus = 0 | -1 | 1 | 2 | 3 | 4;

export function toStatementStatus(state: ScriptState): StatementStatus {
  switch (state.kind) {
    case 'waiting':
      return 3;
    case 'running':
      return 1;
    case 'ended':
      return endedStatus(state.executed);
  }
}

function endedStatus(executed: readonly EndedJob[]): StatementStatus {
  switch (executed.at(-1)?.state.ending.how) {
    case 'failed':
      return -1;
    // No number means "cancelled"; 4 is "did not execute normally" (fabric-api.md 15, 7).
    case 'cancelled':
    case 'lost':
      return 4;
    case 'succeeded':
    case undefined:
      return executed.some(resultSetOf) ? 0 : 2;
  }
}

/** Null where it returns no rows; a result may have none. */
export function resultSetOf({ state: { ending } }: EndedJob): ResultSummary | null {
  return ending.how === 'succeeded' && ending.result.columns.length > 0 ? ending.result : null;
}
