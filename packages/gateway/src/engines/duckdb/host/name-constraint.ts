import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableRef } from '../../../core/job/transfer.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import { quoteText } from '../sql/quote-text.ts';

/** DuckDB says of a key that comes twice what it is, and not of which columns. */
export async function nameConstraint(
  connection: DuckDBConnection,
  { database, table }: TableRef,
  former: unknown,
): Promise<unknown> {
  if (!(former instanceof Error) || !former.message.startsWith(keyTwice)) return former;
  const keys = await connection.runAndReadAll(
    `SELECT constraint_text FROM duckdb_constraints() WHERE database_name = ${quoteText(lakeCatalog)}
    AND schema_name = ${quoteText(database)} AND table_name = ${quoteText(table)}
    AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')`,
  );
  const names = keys.getColumns()[0]?.map(String) ?? [];
  return new Error(`${former.message}, of ${names.join(' or ')}`, { cause: former });
}

const keyTwice = 'Constraint Error: PRIMARY KEY or UNIQUE constraint violation: ';
