import type { DuckDBInstance } from '@duckdb/node-api';

/** Runs a statement on a connection of its own. */
export async function runOn(instance: DuckDBInstance, sql: string): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run(sql);
  } finally {
    connection.closeSync();
  }
}
