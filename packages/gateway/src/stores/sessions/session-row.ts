import type { Insertable, Selectable } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { JobError } from '../../core/job/ending.ts';
import type { SessionStatusFilter } from '../../core/ports/session-store.ts';
import {
  closeIntentOf,
  openedAt,
  type Session,
  type SessionState,
} from '../../core/session/session.ts';
import type { Tables } from '../tables.ts';

type SessionRow = Selectable<Tables['sessions']>;

/** What a new row of `sessions` says; `toSession` reads it back. */
export function sessionColumns(session: Omit<Session, 'number'>): Insertable<Tables['sessions']> {
  const { request } = session;
  return {
    id: session.id,
    project_id: request.projectId,
    queue_id: request.queueId,
    queue_name: request.queueName,
    engine: request.engine,
    kind: request.kind,
    owner: request.owner,
    name: request.name,
    database: request.database,
    conf: request.conf,
    key: request.key,
    wait_timeout_ms: request.waitTimeoutMs,
    idle_timeout_ms: request.idleTimeoutMs,
    created_at: session.createdAt,
    used_at: session.createdAt,
    ledger: '[]',
    receipt: null,
    next_statement: 0,
    deleted_at: null,
    ...sessionStateColumns(session),
  };
}

/** The columns that a move writes. What a state does not have becomes null. */
export function sessionStateColumns(session: Omit<Session, 'number'>) {
  const { state, request, createdAt } = session;
  const place = state.status === 'waiting' || state.status === 'ended' ? null : state;
  const error = state.status === 'ended' && 'error' in state.ending ? state.ending.error : null;
  const intent = closeIntentOf(session as Session);
  const mayWait = state.status === 'waiting' && request.waitTimeoutMs !== null;
  return {
    revision: session.revision,
    status: sessionStatusWord(state),
    lease_token: place?.leaseToken ?? null,
    placed_at: place?.placedAt ?? null,
    opened_at: openedAt(session as Session),
    ended_at: state.status === 'ended' ? state.endedAt : null,
    wait_until: mayWait ? createdAt + (request.waitTimeoutMs ?? 0) : null,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    intent_by: intent?.by ?? null,
    intent_at: intent?.at ?? null,
    intent_reason: intent?.reason ?? null,
    intent_request_id: intent?.requestId ?? null,
  } satisfies Partial<Insertable<Tables['sessions']>>;
}

/** A live status, or the word of the ending. */
export function sessionStatusWord(state: SessionState): SessionStatusFilter {
  return state.status === 'ended' ? state.ending.how : state.status;
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    number: row.seq,
    createdAt: row.created_at,
    revision: row.revision,
    state: stateOf(row),
    isDeleted: row.deleted_at !== null,
    request: {
      projectId: row.project_id,
      queueId: row.queue_id,
      queueName: row.queue_name,
      engine: row.engine,
      kind: row.kind,
      owner: row.owner,
      name: row.name,
      database: row.database,
      conf: row.conf,
      key: row.key,
      waitTimeoutMs: row.wait_timeout_ms,
      idleTimeoutMs: row.idle_timeout_ms,
    },
  };
}

function stateOf(row: SessionRow): SessionState {
  switch (row.status) {
    case 'waiting':
      return { status: 'waiting' };
    case 'starting':
      return { status: 'starting', ...placeOf(row) };
    case 'open':
      return {
        status: 'open',
        ...placeOf(row),
        openedAt: present(row.opened_at, row, 'opened_at'),
      };
    case 'closing': {
      const intent = present(intentOf(row), row, 'intent');
      return { status: 'closing', ...placeOf(row), openedAt: row.opened_at, intent };
    }
    case 'closed':
      return endedOf(row, { how: 'closed' }, present(intentOf(row), row, 'intent'));
    case 'failed':
    case 'lost':
      return endedOf(row, { how: row.status, error: errorOf(row) }, intentOf(row));
  }
}

function placeOf(row: SessionRow) {
  return {
    leaseToken: present(row.lease_token, row, 'lease_token'),
    placedAt: present(row.placed_at, row, 'placed_at'),
  };
}

function endedOf<E, I>(row: SessionRow, ending: E, intent: I) {
  const endedAt = present(row.ended_at, row, 'ended_at');
  return { status: 'ended' as const, openedAt: row.opened_at, endedAt, ending, intent };
}

function intentOf(row: SessionRow): CancelIntent | null {
  if (row.intent_by === null) return null;
  return {
    by: row.intent_by,
    at: present(row.intent_at, row, 'intent_at'),
    reason: present(row.intent_reason, row, 'intent_reason'),
    requestId: present(row.intent_request_id, row, 'intent_request_id'),
  };
}

function errorOf(row: SessionRow): JobError {
  return {
    code: present(row.error_code, row, 'error_code'),
    message: present(row.error_message, row, 'error_message'),
  };
}

/** What a status promises to be there. Its absence means that the database was written by hand. */
function present<T>(value: T | null, row: SessionRow, what: string): T {
  if (value === null) throw new Error(`session ${row.id} is ${row.status} and has no ${what}`);
  return value;
}
