import type { DuckDBConnection } from '@duckdb/node-api';
import type { SavedSession, SavedVariable } from '../host-messages.ts';
import type { HostSession } from './host-session.ts';
import { quoteText } from './quote-text.ts';
import type { ResultFiles } from './result-files.ts';
import type { SavedRows } from './saved-rows.ts';
import { type TemporaryObject, temporaryObjects } from './temporary-objects.ts';

/** The table of the file that has their values, in one row. */
export const variablesTable = 'variables';

/**
 * Saves what a session keeps, over its own connection: nobody else sees its temporary tables.
 * @param rowsFile made where there are rows or values
 * @param late aborts when it takes too long
 */
export async function saveSession(
  { id, connection, notes, transaction }: HostSession,
  files: ResultFiles,
  rowsFile: string,
  late: AbortSignal,
): Promise<SavedSession> {
  if (transaction === 'open') throw new Error('inside a transaction nothing can be saved');
  const path = await connection.runAndReadAll("SELECT current_setting('search_path')");
  const searchPath = String(path.value(0, 0));
  const made = notes.madeSomething ? await temporaryObjects(connection, notes, searchPath) : [];
  const variables = notes.setSomething ? await variablesOf(connection) : [];
  if (variables.length > 0 || made.some(({ query }) => query !== null)) {
    const file = await files.makeSaved(rowsFile);
    try {
      await keepRows(connection, made, variables, file, late);
    } finally {
      await file.close();
    }
  }
  const objects = made.map(({ saved }) => saved);
  return { sessionId: id, searchPath, transaction, objects, variables, rowsFile };
}

async function variablesOf(connection: DuckDBConnection): Promise<readonly SavedVariable[]> {
  const reader = await connection.runAndReadAll('SELECT name, type FROM duckdb_variables()');
  return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

async function keepRows(
  connection: DuckDBConnection,
  made: readonly TemporaryObject[],
  variables: readonly SavedVariable[],
  file: SavedRows,
  late: AbortSignal,
): Promise<void> {
  for (const { saved, query } of made) {
    if (saved.rows && query) await file.keep(saved.rows.from, query, connection, late);
  }
  if (variables.length === 0) return;
  const values = variables.map(({ name }) => `getvariable(${quoteText(name)})`).join(', ');
  await file.keep(variablesTable, `SELECT ${values}`, connection, late);
}
