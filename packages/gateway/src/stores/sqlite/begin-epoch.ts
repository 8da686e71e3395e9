import { randomUUID } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';

/**
 * Room for all numbers that may have been given after a backup was made: at 5,000 a second they last
 * for seven years. 8,000 restores fit into what a client's JSON can count to.
 */
const gap = 2 ** 40;

/**
 * Livy's clients hold the number of a session in 32 bits. A million leaves room for 2,000 restores, and for
 * a session made every second in the twelve days after a backup.
 */
const sessionGap = 2 ** 20;

/**
 * Begins a new history of a restored state. Every number that is given from now on is above all that
 * the old history can have given after the backup: the order of jobs, of events and the like, and lease tokens.
 */
export function beginEpoch(path: string, now: number): void {
  const connection = new BetterSqlite3(path);
  try {
    connection.pragma('synchronous = full');
    connection.transaction(() => {
      const above = nextAbove(connection);
      for (const table of countingTables(connection)) {
        const from = table === 'sessions' ? lastGiven(connection, table) + sessionGap : above;
        connection.prepare('delete from sqlite_sequence where name = ?').run(table);
        connection
          .prepare('insert into sqlite_sequence (name, seq) values (?, ?)')
          .run(table, from);
      }
      // Who held it is of the old history.
      connection.prepare(`update leases set token = ?, holder = '', until = 0`).run(above);
      connection
        .prepare(
          `insert into epochs (number, id, began_at, because)
           select coalesce(max(number), 0) + 1, ?, ?, 'restored' from epochs`,
        )
        .run(randomUUID(), now);
    })();
  } finally {
    connection.close();
  }
}

/** Also those that have given no number yet, of which SQLite knows nothing. */
function countingTables(connection: BetterSqlite3.Database): readonly string[] {
  return connection
    .prepare<[], string>(
      `select name from sqlite_schema where type = 'table' and lower(sql) like '% autoincrement%'`,
    )
    .pluck()
    .all();
}

function lastGiven(connection: BetterSqlite3.Database, table: string): number {
  return (
    connection
      .prepare<[string], number>('select seq from sqlite_sequence where name = ?')
      .pluck()
      .get(table) ?? 0
  );
}

function nextAbove(connection: BetterSqlite3.Database): number {
  const highest = connection
    .prepare<[], number>(
      `select coalesce(max(n), 0) from (
         select seq as n from sqlite_sequence union all select token from leases)`,
    )
    .pluck()
    .get();
  return (Math.floor((highest ?? 0) / gap) + 1) * gap;
}
