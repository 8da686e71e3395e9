import { type Static, Type } from 'typebox';
import type { Row, SessionState, WorkState } from './door.ts';

// Livy's statement and session objects, which DLI v2.0 has too (livy-api.md 2, dli-api.md 3.3, 3.4).

export const StatementAnswer = Type.Object({
  id: Type.Integer(),
  state: Type.String(),
  output: Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]),
});
export const SessionAnswer = Type.Object({
  id: Type.Union([Type.String(), Type.Integer()]),
  state: Type.String(),
});

export function statementState(answer: Static<typeof StatementAnswer>): WorkState {
  const { state: word, output } = answer;
  const message = typeof output?.['evalue'] === 'string' ? output['evalue'] : '';
  return { status: statementStatus(word, output), word, message };
}

function statementStatus(word: string, output: Record<string, unknown> | null) {
  switch (word) {
    case 'waiting':
    case 'running':
    case 'cancelling':
    case 'cancelled':
      return word;
    case 'available':
      return output?.['status'] === 'error' ? 'failed' : 'succeeded';
    case 'error':
      return 'failed';
    default:
      throw new Error(`a statement has no state "${word}"`);
  }
}

export function sessionState(word: string): SessionState {
  switch (word) {
    case 'not_started':
    case 'starting':
    case 'recovering':
      return { status: 'starting', word };
    case 'idle':
    case 'busy':
    case 'running':
      return { status: 'open', word };
    case 'shutting_down':
      return { status: 'closing', word };
    case 'error':
    case 'dead':
    case 'killed':
    case 'success':
      return { status: 'ended', word };
    default:
      throw new Error(`a session has no state "${word}"`);
  }
}

/** The table of a `sql` statement, or the text of another as one cell. */
export function statementRows({ output }: Static<typeof StatementAnswer>): Row[] {
  const data = (output?.['data'] ?? {}) as Record<string, unknown>;
  const table = data['application/json'] as { data?: Row[] } | undefined;
  if (Array.isArray(table?.data)) return table.data;
  const text = data['text/plain'];
  return typeof text === 'string' ? text.split('\n').map((line) => [line]) : [];
}
