import type { DuckDBConnection } from '@duckdb/node-api';
import { copyFrom } from '../sql/transfer-sql.ts';
import type { MovedTable } from '../host-messages.ts';

/**
 * Reads the files of an import that failed again, in DuckDB's own way, which knows the line where a value does not fit.
 * @returns what DuckDB says of it; the former error where it finds nothing
 */
export async function findJsonFault(
  connection: DuckDBConnection,
  { transfer, paths }: MovedTable,
  former: unknown,
): Promise<unknown> {
  if (transfer.kind !== 'import' || transfer.format !== 'json') return former;
  const isFault =
    former instanceof Error && /^(Conversion|Invalid Input) Error/.test(former.message);
  if (!isFault) return former;
  try {
    await connection.run('BEGIN TRANSACTION');
    await connection.run(copyFrom(transfer, paths));
    return former;
  } catch (fault) {
    return /JSON transform error|Malformed JSON/.test(String(fault)) ? fault : former;
  } finally {
    await connection.run('ROLLBACK').catch(() => {});
  }
}
