import { type CompiledQuery, type QueryResult, SqliteAdapter, type SqliteDatabase } from 'kysely';
import type { RunsAtOnce } from '../run-compiled.ts';

/** Runs statements on its connection without a wait: SQLite answers at once. */
export class DirectAdapter extends SqliteAdapter implements RunsAtOnce {
  readonly #connection: SqliteDatabase;
  readonly #took: ((ms: number) => void) | undefined;

  /** @param took hears how long each statement took */
  constructor(connection: SqliteDatabase, took?: (ms: number) => void) {
    super();
    this.#connection = connection;
    this.#took = took;
  }

  runAtOnce<Row>({ sql, parameters }: CompiledQuery<Row>): QueryResult<Row> {
    const begun = performance.now();
    const statement = this.#connection.prepare(sql);
    try {
      if (statement.reader) return { rows: statement.all(parameters) as Row[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
    } finally {
      this.#took?.(performance.now() - begun);
    }
  }
}
