import { type CompiledQuery, type QueryResult, SqliteAdapter, type SqliteDatabase } from 'kysely';
import type { RunsAtOnce } from '../run-compiled.ts';
import type { Reading } from './direct-dialect.ts';

/** Runs statements on its connection without a wait: SQLite answers at once. */
export class DirectAdapter extends SqliteAdapter implements RunsAtOnce {
  readonly #connection: SqliteDatabase;
  readonly #reading: Reading | undefined;

  constructor(connection: SqliteDatabase, reading?: Reading) {
    super();
    this.#connection = connection;
    this.#reading = reading;
  }

  runAtOnce<Row>(query: CompiledQuery<Row>): QueryResult<Row> | Promise<QueryResult<Row>> {
    if (!this.#reading) return this.#run(query);
    const begun = performance.now();
    try {
      const result = this.#run(query);
      const held = this.#reading.heldBy();
      return held ? held.then(() => result) : result;
    } finally {
      this.#reading.took(performance.now() - begun);
    }
  }

  #run<Row>({ sql, parameters }: CompiledQuery<Row>): QueryResult<Row> {
    const statement = this.#connection.prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
  }
}
