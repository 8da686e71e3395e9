import type { DuckDBConnection } from '@duckdb/node-api';
import { lakeCatalog } from '../lake-catalog.ts';
import { alteredTable } from '../sql/altered-table.ts';
import { replayRisk } from '../sql/replay-risk.ts';

/** Whether DuckDB cannot be trusted to replay a statement that is about to run on the connection. */
export async function isUnreplayable(
  connection: DuckDBConnection,
  verb: string,
  sql: string,
): Promise<boolean> {
  switch (replayRisk(verb, sql)) {
    case 'none':
      return false;
    case 'always':
      return !(await isOfTemporary(connection, verb, sql));
    case 'beside_foreign_keys':
      return hasForeignKeys(connection);
  }
}

/** What is temporary is in no file. */
async function isOfTemporary(
  connection: DuckDBConnection,
  verb: string,
  sql: string,
): Promise<boolean> {
  const name = verb === 'ALTER' ? alteredTable(sql) : null;
  if (name === null) return false;
  const found = await connection.runAndReadAll(
    'SELECT 1 FROM duckdb_tables() WHERE temporary AND lower(table_name) = lower($1) LIMIT 1',
    [name],
  );
  return found.currentRowCount > 0;
}

async function hasForeignKeys(connection: DuckDBConnection): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = '${lakeCatalog}' AND contains(sql, 'FOREIGN KEY') LIMIT 1`,
  );
  return found.currentRowCount > 0;
}
