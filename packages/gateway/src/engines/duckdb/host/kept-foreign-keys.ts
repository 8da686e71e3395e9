import type { DuckDBConnection } from '@duckdb/node-api';
import { RefusedError } from './refused-error.ts';

/**
 * Has every foreign key outlive the replacement and the renaming of a table. DuckDB 1.5.6 leaves it noted with the table that it
 * refers to, of which a DELETE then fails inside DuckDB, for good.
 * @returns looks at them when the statement has run, and is not committed; null where it can take none away so
 */
export async function keptForeignKeys(
  connection: DuckDBConnection,
  verb: string,
  sql: string,
): Promise<(() => Promise<void>) | null> {
  const isMeant =
    (verb === 'CREATE' && /\breplace\b/i.test(sql)) ||
    (verb === 'ALTER' && /\brename\b/i.test(sql));
  if (!isMeant) return null;
  const before = await foreignKeysIn(connection);
  if (before.size === 0) return null;
  return async () => {
    const after = await foreignKeysIn(connection);
    for (const [key, table] of before) {
      if (!after.has(key)) throw new RefusedError(refusalOf(table));
    }
  };
}

/** The table of each. */
async function foreignKeysIn(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
  const found = await connection.runAndReadAll(
    `SELECT database_name, schema_name, table_name, constraint_text
     FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'`,
  );
  const rows = found.getRows().map((row) => row.map(String));
  return new Map(rows.map((row) => [JSON.stringify(row), row.slice(1, 3).join('.')]));
}

function refusalOf(table: string) {
  return {
    code: 'not_supported',
    message:
      `The table ${table} has foreign keys: it cannot be replaced by one without them, nor renamed. ` +
      'Drop it first, and make the other one then.',
  } as const;
}
