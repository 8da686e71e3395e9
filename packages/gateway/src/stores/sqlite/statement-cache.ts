import type BetterSqlite3 from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Lists have many shapes; the moves of a job have few, and stay in. */
const capacity = 200;

/** Keeps the statements that were prepared last: preparing one takes longer than running it. */
export function cacheStatements(connection: BetterSqlite3.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => {
      const statement = statements.get(sql) ?? connection.prepare(sql);
      // A map keeps the order of insertion: the first is the one used longest ago.
      statements.delete(sql);
      statements.set(sql, statement);
      const [oldest] = statements.keys();
      if (statements.size > capacity && oldest !== undefined) statements.delete(oldest);
      return statement;
    },
    close: () => connection.close(),
  };
}
