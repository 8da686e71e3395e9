import type { DuckDBConnection } from '@duckdb/node-api';
import type { JobError } from '../../../core/job/ending.ts';
import { preparedName } from '../sql/prepared-statement.ts';
import { setsSomething } from '../sql/session-state.ts';
import { kindsIn, numbersOf, type TemporaryKind } from './temporary-kinds.ts';

/** The statement that made something, and where its names were looked up. */
export interface Note {
  readonly sql: string;
  readonly searchPath: string;
}

/**
 * What the catalog does not tell of the temporary things of a session: the search path with which each was
 * made, without which a view finds its tables no more, and the text of macros and types. Named by the
 * number that DuckDB gives to each of them. Of what was prepared it has all.
 */
export class SessionNotes {
  readonly #made = new Map<TemporaryKind, ReadonlyMap<string, Note>>();
  readonly #prepared = new Map<string, Note>();
  #setSomething = false;
  #hasComments = false;

  /** Of any other there is none. To look for one takes its time. */
  get kinds(): readonly TemporaryKind[] {
    return [...this.#made.keys()];
  }

  /** False: search path and variables are as they were at the beginning. */
  get setSomething(): boolean {
    return this.#setSomething;
  }

  /** False: nothing temporary has a comment. */
  get hasComments(): boolean {
    return this.#hasComments;
  }

  /** Each PREPARE that still counts, in their order. */
  get prepared(): readonly Note[] {
    return [...this.#prepared.values()];
  }

  /** Why a statement may not run: it is a PREPARE, and there are as many as there may be. Null: it may. */
  refusalOf(verb: string, sql: string): JobError | null {
    if (verb !== 'PREPARE' || this.#prepared.size < mostPrepared) return null;
    return this.#prepared.has(preparedName(sql) ?? '') ? null : tooManyPrepared;
  }

  of(kind: TemporaryKind, id: string): Note | undefined {
    return this.#made.get(kind)?.get(id);
  }

  /** Looks what a statement that has succeeded has made. */
  async take(connection: DuckDBConnection, verb: string, sql: string): Promise<void> {
    if (setsSomething(verb)) this.#setSomething = true;
    if (verb === 'COMMENT') this.#hasComments = true;
    if (verb === 'CREATE') await this.takeMade(connection, this.#kindsMadeBy(sql), sql);
    if (verb === 'DEALLOCATE') this.#forgetPrepared(sql);
    if (verb === 'PREPARE') {
      const path = await connection.runAndReadAll("SELECT current_setting('search_path')");
      this.takePrepared({ sql, searchPath: String(path.value(0, 0)) });
    }
  }

  /** @param kinds what the statement may have made */
  async takeMade(
    connection: DuckDBConnection,
    kinds: readonly TemporaryKind[],
    sql: string,
  ): Promise<void> {
    for (const kind of kinds) {
      const known = this.#made.get(kind) ?? new Map<string, Note>();
      this.#made.set(kind, known);
      this.#made.set(kind, await noted(connection, numbersOf[kind], known, sql));
    }
  }

  /** @param note a PREPARE, which takes the place of one of its name */
  takePrepared(note: Note): void {
    this.#forgetPrepared(note.sql);
    const name = preparedName(note.sql);
    if (name !== null) this.#prepared.set(name, note);
  }

  #forgetPrepared(sql: string): void {
    const name = preparedName(sql);
    if (name !== null) this.#prepared.delete(name);
  }

  /** Nothing is temporary without that word, but for an index on a temporary table. */
  #kindsMadeBy(sql: string): readonly TemporaryKind[] {
    const kinds = kindsIn(sql);
    if (/temp/i.test(sql)) return kinds;
    return this.#made.has('table') ? kinds.filter((kind) => kind === 'index') : [];
  }
}

/** Those that were known, and those that are there now. Those that are gone are left out when they are many. */
async function noted(
  connection: DuckDBConnection,
  listing: string,
  known: ReadonlyMap<string, Note>,
  sql: string,
): Promise<ReadonlyMap<string, Note>> {
  const reader = await connection.runAndReadAll(
    `SELECT id::VARCHAR, current_setting('search_path') FROM (${listing})`,
  );
  const there = reader.getRows().map(([id, searchPath]): [string, Note] => {
    const key = String(id);
    return [key, known.get(key) ?? { sql, searchPath: String(searchPath) }];
  });
  // A transaction that is rolled back may bring them back.
  return new Map(known.size < mostKept ? [...known, ...there] : there);
}

const mostKept = 1_000;

/** All of them are prepared again where the session moves to another host, and others wait for that. */
const mostPrepared = 200;
const tooManyPrepared: JobError = {
  code: 'resource',
  message: `The session has ${mostPrepared} prepared statements, and can have no more. Take one away with DEALLOCATE name.`,
};
