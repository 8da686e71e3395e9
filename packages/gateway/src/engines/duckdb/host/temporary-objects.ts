import { type DuckDBConnection, quotedIdentifier } from '@duckdb/node-api';
import type { SavedObject } from '../messages/saved-session.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { SessionNotes } from './session-notes.ts';
import { numbersOf, type TemporaryKind } from './temporary-kinds.ts';

/** Something temporary of a session. */
export interface TemporaryObject extends Omit<SavedObject, 'rows'> {
  /** Null for what has no rows. */
  readonly table: TemporaryTable | null;
}

interface TemporaryTable {
  readonly name: string;
  /** Tells its rows in their order: DuckDB scans a table so where nobody asks for another. */
  readonly query: string;
  readonly rowCount: number;
}

interface Found {
  readonly id: string;
  readonly name: string;
  readonly sql: string | null;
  readonly after?: string | null;
  readonly table?: TemporaryTable;
}

/**
 * Everything temporary that a session has, in the order in which it was made, as statements that make it
 * again. They come from the catalog, where it tells all: of a table that was made from a query, say, the
 * query may have other rows by now. Of macros it forgets the defaults: their own text is taken.
 */
export async function temporaryObjects(
  connection: DuckDBConnection,
  notes: SessionNotes,
  searchPath: string,
): Promise<readonly TemporaryObject[]> {
  const found: (Found & { readonly kind: TemporaryKind })[] = [];
  for (const kind of notes.kinds) {
    for (const each of await lists[kind](connection)) found.push({ ...each, kind });
  }
  found.sort((one, other) => Number(BigInt(one.id) - BigInt(other.id)));
  return found.map(({ kind, id, name, sql: told, after = null, table = null }) => {
    const note = notes.of(kind, id);
    const sql = told ?? note?.sql;
    if (sql === undefined) throw new Error('the text of something temporary is not known');
    return { kind, name, sql, searchPath: note?.searchPath ?? searchPath, after, table };
  });
}

type List = (connection: DuckDBConnection) => Promise<readonly Found[]>;

const lists: Readonly<Record<TemporaryKind, List>> = {
  type: types,
  sequence: sequences,
  table: tables,
  view: views,
  index: indexes,
  macro: macros,
};

/** Of an enumeration its values are told; of any other type only its own text tells all. */
async function types(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(
    connection,
    `SELECT type_oid::VARCHAR AS id, type_name AS name, labels
     FROM duckdb_types() WHERE database_name = 'temp' AND NOT internal`,
  );
  return rows.map(({ id, name, labels }) => {
    const values = (labels as string[] | null)?.map(quoteText).join(', ');
    const sql =
      values === undefined ? null : `CREATE TEMP TYPE ${quoted(name)} AS ENUM (${values})`;
    return { id: String(id), name: String(name), sql };
  });
}

/** It begins with the value that it gave last, and gives that to us: the next one is the right one then. */
async function sequences(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(
    connection,
    `SELECT sequence_oid::VARCHAR AS id, sequence_name AS name, last_value IS NOT NULL AS is_used,
       format('INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} {}', increment_by, min_value,
         max_value, coalesce(last_value, start_value), if(cycle, 'CYCLE', 'NO CYCLE')) AS options
     FROM duckdb_sequences() WHERE database_name = 'temp'`,
  );
  return rows.map(({ id, name, is_used: isUsed, options }) => {
    const sql = `CREATE TEMP SEQUENCE ${quoted(name)} ${String(options)}`;
    const last = `SELECT nextval(${quoteText(`temp.main.${quoted(name)}`)})`;
    return { id: String(id), name: String(name), sql, after: isUsed ? last : null };
  });
}

async function tables(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(
    connection,
    `SELECT table_oid::VARCHAR AS id, table_name AS name, sql, estimated_size::DOUBLE AS row_count
     FROM duckdb_tables() WHERE database_name = 'temp' AND NOT internal`,
  );
  return Promise.all(
    rows.map(async ({ id, name: named, sql: told, row_count: rowCount }) => {
      const [name, sql] = [String(named), String(told)];
      // To list columns takes its time.
      const columns = /generated/i.test(sql) ? await plainColumns(connection, name) : '*';
      const query = `SELECT ${columns} FROM temp.main.${quoted(name)}`;
      return { id: String(id), name, sql, table: { name, query, rowCount: Number(rowCount) } };
    }),
  );
}

async function views(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(
    connection,
    `SELECT view_oid::VARCHAR AS id, view_name AS name, sql
     FROM duckdb_views() WHERE database_name = 'temp' AND NOT internal`,
  );
  return rows.map(({ id, name, sql }) => ({
    id: String(id),
    name: String(name),
    sql: String(sql),
  }));
}

async function indexes(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(
    connection,
    `SELECT index_oid::VARCHAR AS id, index_name AS name, sql FROM duckdb_indexes()
     WHERE database_name = 'temp' AND sql IS NOT NULL`,
  );
  return rows.map(({ id, name, sql }) => ({
    id: String(id),
    name: String(name),
    sql: String(sql),
  }));
}

async function macros(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await read(connection, `SELECT id::VARCHAR AS id, name FROM (${numbersOf.macro})`);
  return rows.map(({ id, name }) => ({ id: String(id), name: String(name), sql: null }));
}

/** All columns but those that are generated: these take no value. */
async function plainColumns(connection: DuckDBConnection, table: string): Promise<string> {
  const rows = await read(
    connection,
    `SELECT column_name AS name, column_default IS NOT NULL AS may_be_generated FROM duckdb_columns()
     WHERE database_name = 'temp' AND table_name = ${quoteText(table)} ORDER BY column_index`,
  );
  const columns: string[] = [];
  for (const { name, may_be_generated: mayBe } of rows) {
    if (mayBe && (await isGenerated(connection, table, quoted(name)))) continue;
    columns.push(quoted(name));
  }
  return columns.join(', ');
}

/** The catalog does not tell a generated column from one with a default; the binder does. */
async function isGenerated(
  connection: DuckDBConnection,
  table: string,
  column: string,
): Promise<boolean> {
  const insert = `INSERT INTO temp.main.${quotedIdentifier(table)} (${column}) VALUES (NULL)`;
  const statements = await connection.extractStatements(insert);
  return statements.prepare(0).then(
    () => false,
    () => true,
  );
}

async function read(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}

function quoted(name: unknown): string {
  return quotedIdentifier(String(name));
}
