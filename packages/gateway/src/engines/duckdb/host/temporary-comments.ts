import { type DuckDBConnection, quotedIdentifier } from '@duckdb/node-api';
import { quoteText } from '../sql/quote-text.ts';

const own = "database_name = 'temp' AND NOT internal AND comment IS NOT NULL";

/** Sequences and indexes are never DuckDB's own. */
const made = "database_name = 'temp' AND comment IS NOT NULL";

const comments = `
  SELECT 'TABLE' AS what, table_name AS name, NULL AS of_column, comment FROM duckdb_tables() WHERE ${own}
  UNION ALL SELECT 'VIEW', view_name, NULL, comment FROM duckdb_views() WHERE ${own}
  UNION ALL SELECT 'COLUMN', table_name, column_name, comment FROM duckdb_columns() WHERE ${own}
  UNION ALL SELECT 'TYPE', type_name, NULL, comment FROM duckdb_types() WHERE ${own}
  UNION ALL SELECT 'SEQUENCE', sequence_name, NULL, comment FROM duckdb_sequences() WHERE ${made}
  UNION ALL SELECT 'INDEX', index_name, NULL, comment FROM duckdb_indexes() WHERE ${made}
  UNION ALL SELECT DISTINCT if(function_type = 'table_macro', 'MACRO TABLE', 'MACRO'), function_name, NULL, comment
  FROM duckdb_functions() WHERE ${own}`;

/** The comments on what is temporary, as statements that make them again. */
export async function temporaryComments(connection: DuckDBConnection): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(comments);
  return reader.getRows().map(([what, name, column, comment]) => {
    const names = column === null ? [name] : [name, column];
    const path = names.map((one) => quotedIdentifier(String(one))).join('.');
    return `COMMENT ON ${String(what)} temp.main.${path} IS ${quoteText(String(comment))}`;
  });
}
