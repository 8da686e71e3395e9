import type { DuckDBConnection } from '@duckdb/node-api';
import { lakeCatalog } from '../lake-catalog.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Has every new index be one over columns that are stored. DuckDB 1.5.6 binds the expressions of the others anew at an
 * open, where macros and types of somebody are not there yet, or are others by then: the database would stay shut, or
 * take no rows any more.
 * @returns looks at the index when it has been made, and is not committed; null where the statement makes none
 */
export async function plainIndex(
  connection: DuckDBConnection,
  verb: string,
  sql: string,
): Promise<(() => Promise<void>) | null> {
  if (verb !== 'CREATE' || !/\bindex\b/i.test(sql)) return null;
  const before = await connection.runAndReadAll('SELECT max(index_oid) FROM duckdb_indexes()');
  const newest = String(before.value(0, 0) ?? -1);
  return async () => {
    const found = await connection.runAndReadAll(
      `${selectOthers} AND index_oid > ${newest} LIMIT 1`,
    );
    const [row] = found.getRows();
    if (row) throw new RefusedError(refusalOf(row.map(String)));
  };
}

/** Where an index is over something that is not a stored column, as the texts of its table and itself have it. */
const selectOthers = `
  SELECT index_name, part
  FROM (
    SELECT *, unnest(expressions::VARCHAR[]) AS part
    FROM duckdb_indexes() WHERE database_name = '${lakeCatalog}'
  ) AS i
  JOIN duckdb_tables() AS t USING (database_name, table_oid)
  WHERE NOT EXISTS (
    FROM duckdb_columns() AS c
    WHERE c.table_oid = t.table_oid AND c.database_name = t.database_name
      AND (lower(part) = lower('"' || replace(column_name, '"', '""') || '"')
        OR (lower(part) = lower(column_name) AND regexp_full_match(part, '\\w+')))
      AND NOT contains(lower(t.sql), lower('(' || part || ' ' || data_type || ' GENERATED ALWAYS AS'))
      AND NOT contains(lower(t.sql), lower(', ' || part || ' ' || data_type || ' GENERATED ALWAYS AS'))
  )`;

function refusalOf([index, part]: readonly string[]) {
  return {
    code: 'not_supported',
    message:
      `The index ${index} is over ${part}, which is computed. An index here is over columns that are stored: ` +
      'keep the value in one, and index that.',
  } as const;
}
