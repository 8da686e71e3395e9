import type { DuckDBConnection } from '@duckdb/node-api';
import { lakeCatalog } from '../lake-catalog.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Looks whether a statement that has run on the connection, and is not committed, made an index over a generated
 * column. DuckDB 1.5.6 cannot make one ready for a checkpoint at an open, where the column has a macro or a type
 * of somebody's: the database would stay shut.
 * @throws RefusedError naming the index
 */
export async function demandNoGeneratedIndex(
  connection: DuckDBConnection,
  verb: string,
  sql: string,
): Promise<void> {
  if (verb !== 'CREATE' || !/\bindex\b/i.test(sql)) return;
  const found = await connection.runAndReadAll(selectGenerated);
  const [row] = found.getRows();
  if (!row) return;
  const [index, table, column] = row.map(String);
  throw new RefusedError({
    code: 'not_supported',
    message:
      `The index ${index} of ${table} is over ${column}, which is generated. That is not supported here: ` +
      'keep its value in a column of its own, and index that.',
  });
}

/** Where the text of a table says that a column is generated, with or without quotes. */
const selectGenerated = `
  SELECT i.index_name, t.table_name, c.column_name
  FROM duckdb_indexes() AS i
  JOIN duckdb_tables() AS t USING (database_name, table_oid)
  JOIN duckdb_columns() AS c USING (database_name, table_oid)
  WHERE database_name = '${lakeCatalog}' AND contains(i.expressions, c.column_name)
    AND (contains(t.sql, c.column_name || ' ' || c.data_type || ' GENERATED ALWAYS AS')
      OR contains(t.sql, '"' || replace(c.column_name, '"', '""') || '" ' || c.data_type || ' GENERATED ALWAYS AS'))
  LIMIT 1`;
