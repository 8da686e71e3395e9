import type { DuckDBConnection } from '@duckdb/node-api';
import { RefusedError } from './refused-error.ts';

/**
 * Has every foreign key outlive the replacement and the renaming of its table, and of the one that it refers to. DuckDB
 * 1.5.6 leaves it noted with the table that it refers to, of which a DELETE then fails inside DuckDB, for good; and after an ALTER of
 * its own table it lets that one be replaced or renamed: then an INSERT ends the host, or a checkpoint never does.
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
    for (const [key, { table, refersTo, number }] of before) {
      const kept = after.get(key);
      if (!kept) throw new RefusedError(refusalOfOwn(table));
      if (kept.number !== number) throw new RefusedError(refusalOfParent(refersTo, table));
    }
  };
}

interface ForeignKey {
  readonly table: string;
  readonly refersTo: string;
  /** Of the table that it refers to, where that is another one. A table that is made anew has another. */
  readonly number: string;
}

async function foreignKeysIn(
  connection: DuckDBConnection,
): Promise<ReadonlyMap<string, ForeignKey>> {
  const found = await connection.runAndReadAll(selectForeignKeys);
  const rows = found.getRows().map((row) => row.map(String));
  return new Map(
    rows.map(([database = '', schema = '', table = '', text = '', parent = '', number = '']) => [
      JSON.stringify([database, schema, table, text]),
      { table: `${schema}.${table}`, refersTo: `${schema}.${parent}`, number },
    ]),
  );
}

/** They are within one schema. */
const selectForeignKeys = `
  SELECT key.database_name, key.schema_name, key.table_name, constraint_text, referenced_table, parent.table_oid
  FROM duckdb_constraints() AS key
  LEFT JOIN duckdb_tables() AS parent
    ON parent.database_oid = key.database_oid AND parent.schema_oid = key.schema_oid
    AND lower(parent.table_name) = lower(key.referenced_table) AND parent.table_oid <> key.table_oid
  WHERE constraint_type = 'FOREIGN KEY'`;

function refusalOfOwn(table: string) {
  return {
    code: 'not_supported',
    message:
      `The table ${table} has foreign keys: it cannot be replaced by one without them, nor renamed. ` +
      'Drop it first, and make the other one then.',
  } as const;
}

function refusalOfParent(parent: string, table: string) {
  return {
    code: 'not_supported',
    message:
      `Foreign keys of the table ${table} refer to ${parent}: that can be neither replaced nor renamed. ` +
      `Drop ${table} first, and make it anew then.`,
  } as const;
}
