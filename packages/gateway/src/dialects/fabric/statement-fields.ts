import type { SessionId } from '../../core/session/session.ts';
import { type Script, scriptState } from './script.ts';
import { type StatementStatus, toStatementStatus } from './statement-status.ts';

/** What every answer about a request says of it (fabric-api.md 6.1). */
export interface StatementFields {
  readonly status: StatementStatus;
  readonly session_id: SessionId;
  readonly statement_id: string;
}

export function toStatementFields(script: Script, sessionId: SessionId): StatementFields {
  const status = toStatementStatus(scriptState(script));
  return { status, session_id: sessionId, statement_id: script.id };
}
