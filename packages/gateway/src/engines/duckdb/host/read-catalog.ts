import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableRef } from '../../../core/job/transfer.ts';
import type { DatabaseEntry, TableDetail, TableEntry } from '../../../core/ports/catalog.ts';
import { isFatal } from '../engine-error.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import { quoteName } from '../sql/quote-text.ts';
import { columnOf } from '../types/type-words.ts';
import { columnsOf } from './table-columns.ts';

// What the catalog of the project's database has, without DuckDB's own schemas and the product's.

export async function readDatabases(connection: DuckDBConnection): Promise<DatabaseEntry[]> {
  const reader = await connection.runAndReadAll(`
    SELECT s.schema_name, count(t.name)
    FROM duckdb_schemas() s LEFT JOIN (${tables}) t ON t.schema = s.schema_name
    WHERE s.database_name = '${lakeCatalog}' AND s.schema_name NOT IN (${hidden})
    GROUP BY 1 ORDER BY 1`);
  return reader.getRows().map(([name, count]) => ({
    name: String(name),
    tableCount: Number(count),
  }));
}

/** Null where there is no such database. */
export async function readTables(
  connection: DuckDBConnection,
  database: string,
): Promise<TableEntry[] | null> {
  const reader = await connection.runAndReadAll(
    `SELECT t.name, t.is_view, t.comment
     FROM duckdb_schemas() s LEFT JOIN (${tables}) t ON t.schema = s.schema_name
     WHERE s.database_name = '${lakeCatalog}' AND s.schema_name NOT IN (${hidden})
       AND lower(s.schema_name) = lower($1)
     ORDER BY 1`,
    [database],
  );
  const rows = reader.getRows();
  if (rows.length === 0) return null;
  return rows.flatMap(([name, isView, comment]) =>
    name === null ? [] : [{ name: String(name), ...entryOf(isView, comment) }],
  );
}

/** Null where there is no such table. */
export async function readTable(
  connection: DuckDBConnection,
  { database, table }: TableRef,
): Promise<TableDetail | null> {
  const reader = await connection.runAndReadAll(
    `SELECT t.schema, t.name, t.is_view, t.comment, t.sql FROM (${tables}) t
     WHERE lower(t.schema) = lower($1) AND lower(t.name) = lower($2)`,
    [database, table],
  );
  const [row] = reader.getRows();
  if (!row) return null;
  const [schema, name, isView, comment, sql] = row;
  const entry = entryOf(isView, comment);
  const comments = await readComments(connection, String(schema), String(name));
  const path = [lakeCatalog, String(schema), String(name)].map(quoteName).join('.');
  const columns = await columnsOf(connection, path).catch((error: unknown) => {
    // What it is over may be gone, or be there again tomorrow.
    if (entry.kind === 'view' && !isFatal(error)) return [];
    throw error;
  });
  return {
    name: String(name),
    ...entry,
    sql: String(sql),
    columns: columns.map(({ name: column, type }) =>
      Object.assign(columnOf(column, type), { comment: comments.get(column) ?? '' }),
    ),
  };
}

async function readComments(
  connection: DuckDBConnection,
  schema: string,
  table: string,
): Promise<ReadonlyMap<string, string>> {
  const reader = await connection.runAndReadAll(
    `SELECT column_name, comment FROM duckdb_columns()
     WHERE database_name = '${lakeCatalog}' AND schema_name = $1 AND table_name = $2
       AND comment IS NOT NULL`,
    [schema, table],
  );
  return new Map(reader.getRows().map(([name, comment]) => [String(name), String(comment)]));
}

function entryOf(isView: unknown, comment: unknown) {
  return {
    kind: isView === true ? ('view' as const) : ('table' as const),
    comment: typeof comment === 'string' ? comment : '',
  };
}

const hidden = `'_sluice', 'information_schema', 'pg_catalog'`;

const tables = `
  SELECT schema_name AS schema, table_name AS name, false AS is_view, comment, sql FROM duckdb_tables()
  WHERE database_name = '${lakeCatalog}' AND NOT internal AND schema_name NOT IN (${hidden})
  UNION ALL
  SELECT schema_name, view_name, true, comment, sql FROM duckdb_views()
  WHERE database_name = '${lakeCatalog}' AND NOT internal AND schema_name NOT IN (${hidden})`;
