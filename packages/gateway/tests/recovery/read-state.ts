import BetterSqlite3 from 'better-sqlite3';
import type { EndingWord } from '../../src/core/job/ending.ts';

const endingWords: ReadonlySet<string> = new Set<EndingWord>([
  'succeeded',
  'failed',
  'cancelled',
  'lost',
]);

/** What the state file says of one job. */
export interface StateOfJob {
  readonly status: string;
  readonly leaseToken: number | null;
  readonly hasIntent: boolean;
  /** Endings that the feed of events has. */
  readonly endings: readonly string[];
  readonly ledger: readonly unknown[];
  readonly receipt: string | null;
  /** Jobs that hold a slot, of any queue. */
  readonly live: number;
}

const seq = '(select seq from jobs where id = ?)';

/** Reads the file with a connection of its own, as somebody from outside would. */
export function readState(file: string, jobId: string): StateOfJob {
  const connection = new BetterSqlite3(file, { readonly: true, timeout: 5_000 });
  const column = (sql: string, ...rest: string[]) =>
    connection
      .prepare(sql)
      .pluck()
      .all(...rest);
  try {
    const [status] = column('select status from jobs where id = ?', jobId);
    const [leaseToken] = column('select lease_token from jobs where id = ?', jobId);
    const [ledger = '[]'] = column('select ledger from jobs where id = ?', jobId);
    const kinds = column('select kind from events where job_id = ? order by seq', jobId);
    const [receipt] = column(`select receipt from receipts where job_seq = ${seq}`, jobId);
    return {
      status: String(status),
      leaseToken: (leaseToken as number | null) ?? null,
      hasIntent: column(`select 1 from cancel_intents where job_seq = ${seq}`, jobId).length > 0,
      endings: (kinds as string[]).filter((kind) => endingWords.has(kind)),
      ledger: JSON.parse(String(ledger)) as unknown[],
      receipt: (receipt as string | undefined) ?? null,
      live: column('select 1 from jobs where lease_token is not null').length,
    };
  } finally {
    connection.close();
  }
}
