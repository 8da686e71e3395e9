import type { SessionReceipt as ReceiptView } from '@sluice/protocol';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { SessionReceipt } from '../../core/session/session-receipt.ts';
import type { SessionId } from '../../core/session/session.ts';
import { toCheckView, toRungView } from './receipt-view.ts';
import { toTimestamp, toTimestampOrNull } from './timestamp.ts';

const noStatements = { succeeded: 0, failed: 0, cancelled: 0, lost: 0 };

/** What the closing of a session did. */
export function toSessionReceiptView(receipt: SessionReceipt): ReceiptView {
  const { sessionId, intent, ending, rung, phases, statements, rungs, checks } = receipt;
  const { remarks, collateral } = receipt;
  return {
    session_id: sessionId,
    by: intent.by,
    reason: intent.reason,
    request_id: intent.requestId,
    ending,
    rung,
    phases: {
      accepted: toTimestamp(phases.accepted),
      statements_ended: toTimestampOrNull(phases.statementsEnded),
      observed: toTimestampOrNull(phases.observed),
      released: toTimestamp(phases.released),
    },
    statements: { ...noStatements, ...statements },
    remarks: [...remarks],
    collateral: [...collateral],
    rungs: rungs.map(toRungView),
    checks: checks.map(toCheckView),
  };
}

/** What is durable of a close that goes on: the wish. */
export function toOpenSessionReceiptView(sessionId: SessionId, intent: CancelIntent): ReceiptView {
  const { by, at, reason, requestId } = intent;
  return {
    session_id: sessionId,
    by,
    reason,
    request_id: requestId,
    ending: null,
    rung: null,
    phases: {
      accepted: toTimestamp(at),
      statements_ended: null,
      observed: null,
      released: null,
    },
    statements: noStatements,
    remarks: [],
    collateral: [],
    rungs: [],
    checks: [],
  };
}
