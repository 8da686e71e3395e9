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
    for (const [key, { table, parents }] of before) {
      const kept = after.get(key);
      if (!kept) throw new RefusedError(refusalOfOwn(table));
      for (const [parent, number] of parents) {
        if (kept.parents.get(parent) !== number) {
          throw new RefusedError(refusalOfParent(parent, table));
        }
      }
    }
  };
}

/** Those of one table. */
interface ForeignKeys {
  readonly table: string;
  /** The others that they refer to, and the number of each: one that is made anew has another. */
  readonly parents: Map<string, string>;
}

async function foreignKeysIn(
  connection: DuckDBConnection,
): Promise<ReadonlyMap<string, ForeignKeys>> {
  const found = await connection.runAndReadAll(selectForeignKeys);
  const all = new Map<string, ForeignKeys>();
  for (const row of found.getRows()) {
    const [database, schema, table, keys] = row.map(String);
    const [, , , , parent, number] = row;
    const key = JSON.stringify([database, schema, table, keys]);
    const ofTable = all.get(key) ?? { table: `${schema}.${table}`, parents: new Map() };
    if (parent !== null) ofTable.parents.set(`${schema}.${String(parent)}`, String(number));
    all.set(key, ofTable);
  }
  return all;
}

const aKey = String.raw`FOREIGN KEY \(.*?\) REFERENCES .*?\(.*?\)`;

/**
 * From the texts of tables: `duckdb_constraints()` binds each CHECK of each table, and fails at a macro of a database that is
 * not in the search path. The texts name what a key refers to without quotes, and of one to its own table they have nothing
 * between two commas. Looked at with and without what is in quotes, no name and no literal passes for a key, or hides one. A table that
 * has its name in other letters counts as another: replaced so, DuckDB keeps the note of the old one. Keys are within one schema.
 */
const selectForeignKeys = String.raw`
  WITH texts AS (
    SELECT *, lower(sql) AS text, regexp_replace(sql, '''[^'']*''|"[^"]*"', '0', 'g') AS plain
    FROM duckdb_tables()
  ), child AS (
    SELECT *, regexp_extract_all(sql, '${aKey}')::VARCHAR || regexp_extract_all(plain, '${aKey}')::VARCHAR AS keys
    FROM texts WHERE contains(sql, 'FOREIGN KEY') OR regexp_matches(plain, ', [,)]')
  )
  SELECT child.database_name, child.schema_name, child.table_name, keys, parent.table_name, parent.table_oid
  FROM child LEFT JOIN duckdb_tables() AS parent
    ON parent.database_oid = child.database_oid AND parent.schema_oid = child.schema_oid
    AND parent.table_oid <> child.table_oid
    AND (contains(text, ' references ' || lower(parent.table_name) || '(')
      OR contains(text, ' references ' || lower(parent.schema_name || '.' || parent.table_name) || '('))`;

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
