import type { DuckDBConnection } from '@duckdb/node-api';
import { isConflict } from '../engine-error.ts';
import { trialOf } from '../sql/trial-of.ts';

/** Finds out whether a CREATE, DROP or ALTER could run now, and leaves everything as it is. */
export async function tryDefinition(connection: DuckDBConnection, sql: string): Promise<void> {
  const trial = trialOf(sql);
  if (!trial) return;
  await connection.run('BEGIN TRANSACTION');
  try {
    for (const step of trial.steps) await connection.run(step);
  } catch (error) {
    // Another does something to the same name just now, and may be done when this is run.
    if (isConflict(error) || (trial.cascades && isOfDependents(error))) return;
    throw error;
  } finally {
    await connection.run('ROLLBACK');
  }
}

function isOfDependents(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Dependency Error: ');
}
