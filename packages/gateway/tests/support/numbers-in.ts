import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** The highest numbers that a state has given, and its epochs. */
export function numbersIn(dataDir: string) {
  const state = new BetterSqlite3(join(dataDir, 'state.db'), { readonly: true });
  const one = (sql: string) => state.prepare<[], number>(sql).pluck().get() ?? 0;
  try {
    return {
      job: one('select max(seq) from jobs'),
      event: one('select max(seq) from events'),
      lease: one('select max(token) from leases'),
      session: one(`select seq from sqlite_sequence where name = 'sessions'`),
      lowestCounter: one(`select min(seq) from sqlite_sequence where name <> 'sessions'`),
      epochs: state.prepare<[], string>('select id from epochs order by number').pluck().all(),
    };
  } finally {
    state.close();
  }
}
