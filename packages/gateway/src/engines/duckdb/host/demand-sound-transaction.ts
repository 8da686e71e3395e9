import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Asks whether the transaction that is open on a connection has failed. A stream that fails after its first
 * rows just ends, like one that is complete, and DuckDB calls the COMMIT of a failed transaction a success.
 * @throws DuckDB's own error where it has
 */
export async function demandSoundTransaction(connection: DuckDBConnection): Promise<void> {
  if (namesOfText(connection)) return;
  await connection.run('SELECT 1');
}

/** DuckDB reads a text for names on this thread, without a trip to another; within a failed transaction it finds none. */
function namesOfText(connection: DuckDBConnection): boolean {
  return connection.getTableNames('FROM _sluice_nothing', false).length === 1;
}
