import type { DuckDBConnection } from '@duckdb/node-api';
import type { NamesAsked } from '../../../core/ports/names-asked.ts';

/** Names of schemas, tables, views, columns and functions that can be seen on a connection, in their order. */
export async function namesIn(
  connection: DuckDBConnection,
  { begins, within, most }: NamesAsked,
): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(catalog, [begins, within ?? '', most]);
  return reader.getRows().map(([name]) => String(name));
}

const catalog = `
  SELECT DISTINCT name FROM (
    SELECT schema_name AS name, '' AS home, schema_name AS schema FROM duckdb_schemas() WHERE NOT internal
    UNION ALL SELECT table_name, schema_name, schema_name FROM duckdb_tables() WHERE NOT internal
    UNION ALL SELECT view_name, schema_name, schema_name FROM duckdb_views() WHERE NOT internal
    UNION ALL SELECT column_name, table_name, schema_name FROM duckdb_columns() WHERE NOT internal
    UNION ALL SELECT function_name, schema_name, schema_name FROM duckdb_functions()
      WHERE regexp_full_match(function_name, '[a-z]\\w*')
  )
  WHERE schema <> '_sluice' AND starts_with(lower(name), $1) AND ($2 = '' OR lower(home) = $2)
  ORDER BY name LIMIT $3`;
