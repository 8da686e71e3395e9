import type { DuckDBConnection } from '@duckdb/node-api';

/** The statement that made something, and where its names were looked up. */
export interface Note {
  readonly sql: string;
  readonly searchPath: string;
}

/**
 * What the catalog does not tell of the temporary things of a session: the search path with which each was
 * made, without which a view finds its tables no more, and the text of macros and types. Named by the
 * number that DuckDB gives to each of them.
 */
export class SessionNotes {
  #objects = new Map<string, Note>();
  #macros = new Map<string, Note>();
  #madeSomething = false;
  #setSomething = false;

  /** False: there is nothing temporary. */
  get madeSomething(): boolean {
    return this.#madeSomething;
  }

  /** False: search path and variables are as they were at the beginning. */
  get setSomething(): boolean {
    return this.#setSomething;
  }

  get hasMacros(): boolean {
    return this.#macros.size > 0;
  }

  of(objectId: string): Note | undefined {
    return this.#objects.get(objectId) ?? this.#macros.get(objectId);
  }

  /** Looks what a statement that has succeeded has made. */
  async take(connection: DuckDBConnection, verb: string, sql: string): Promise<void> {
    if (settings.has(verb)) this.#setSomething = true;
    // EXPLAIN ANALYZE runs what it explains. Nothing temporary is made without that word.
    if (!(makers.has(verb) && /temp/i.test(sql))) return;
    this.#madeSomething = true;
    this.#objects = await noted(connection, objectIds, this.#objects, sql);
    // To list all functions takes long.
    if (/macro|function/i.test(sql)) {
      this.#macros = await noted(connection, macroIds, this.#macros, sql);
    }
  }
}

/** Those that were known, and those that are there now. Those that are gone are left out when they are many. */
async function noted(
  connection: DuckDBConnection,
  listing: string,
  known: ReadonlyMap<string, Note>,
  sql: string,
): Promise<Map<string, Note>> {
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

const settings: ReadonlySet<string> = new Set(['USE', 'SET', 'RESET']);
const makers: ReadonlySet<string> = new Set(['CREATE', 'EXPLAIN']);

const isTemporary = "database_name = 'temp' AND NOT internal";
const macroIds = `SELECT DISTINCT function_oid AS id FROM duckdb_functions() WHERE ${isTemporary}`;
const objectIds = `
  SELECT table_oid AS id FROM duckdb_tables() WHERE ${isTemporary}
  UNION ALL SELECT view_oid FROM duckdb_views() WHERE ${isTemporary}
  UNION ALL SELECT type_oid FROM duckdb_types() WHERE ${isTemporary}
  UNION ALL SELECT sequence_oid FROM duckdb_sequences() WHERE database_name = 'temp'
  UNION ALL SELECT index_oid FROM duckdb_indexes() WHERE database_name = 'temp'`;
