import BetterSqlite3 from 'better-sqlite3';
import type { SessionEndingWord } from '../../src/core/session/session-ending.ts';
import type { SessionReceipt } from '../../src/core/session/session-receipt.ts';

const endingWords: ReadonlySet<string> = new Set<SessionEndingWord>(['closed', 'failed', 'lost']);

/** What the state file says of one session. */
export interface StateOfSession {
  readonly leaseToken: number | null;
  readonly hasIntent: boolean;
  /** Endings that its events tell of. */
  readonly endings: readonly string[];
  readonly ledger: readonly unknown[];
  readonly receipt: SessionReceipt | null;
  /** Its statements that have not ended. */
  readonly live: number;
}

/** Reads the file with a connection of its own, as somebody from outside would. */
export function readSessionState(file: string, sessionId: string): StateOfSession {
  const connection = new BetterSqlite3(file, { readonly: true, timeout: 5_000 });
  try {
    const row = connection
      .prepare('select lease_token, intent_by, ledger, receipt from sessions where id = ?')
      .get(sessionId) as Record<'intent_by' | 'ledger' | 'receipt', string> & {
      lease_token: number;
    };
    const kinds = connection
      .prepare('select kind from session_events where session_id = ? order by seq')
      .pluck()
      .all(sessionId) as string[];
    const live = connection
      .prepare('select id from jobs where session_id = ? and ended_at is null')
      .all(sessionId);
    return {
      leaseToken: row.lease_token,
      hasIntent: row.intent_by !== null,
      endings: kinds.filter((kind) => endingWords.has(kind)),
      ledger: JSON.parse(row.ledger) as unknown[],
      receipt: JSON.parse(row.receipt ?? 'null') as SessionReceipt | null,
      live: live.length,
    };
  } finally {
    connection.close();
  }
}
