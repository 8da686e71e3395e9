import type { DuckDBConnection } from '@duckdb/node-api';
import type { SavedObject, SavedSession, SavedVariables } from '../messages/saved-session.ts';
import type { HostSession } from './host-session.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { SavedRows } from './saved-rows.ts';
import { temporaryComments } from './temporary-comments.ts';
import { type TemporaryObject, temporaryObjects } from './temporary-objects.ts';

/** What a session keeps, before its rows and values are saved. */
export interface Kept {
  readonly transaction: SavedSession['transaction'];
  readonly searchPath: string;
  readonly objects: readonly TemporaryObject[];
  readonly comments: SavedSession['comments'];
  readonly prepared: SavedSession['prepared'];
  readonly without: SavedSession['without'];
  readonly variables: SavedVariables['list'];
  /** About as many in all. */
  readonly rowCount: number;
}

/** Looks over its own connection: nobody else sees its temporary tables. */
export async function lookInto({ connection, notes, transaction }: HostSession): Promise<Kept> {
  if (transaction === 'open') throw new Error('inside a transaction nothing can be saved');
  const path = await connection.runAndReadAll("SELECT current_setting('search_path')");
  const searchPath = String(path.value(0, 0));
  const objects = await temporaryObjects(connection, notes, searchPath);
  const comments = notes.hasComments ? await temporaryComments(connection) : [];
  // DuckDB has no statement that sets where a sequence is: it is made again from there on.
  const without = objects.some(({ after }) => after !== null) ? [firstValues] : [];
  const variables = notes.setSomething ? await variablesOf(connection) : [];
  const rowCount = objects.reduce((sum, { table }) => sum + (table?.rowCount ?? 0), 0);
  const { prepared } = notes;
  return { transaction, searchPath, objects, comments, prepared, without, variables, rowCount };
}

/**
 * Saves what a look has found.
 * @param file has its rows and values
 * @param late aborts when it takes too long
 */
export async function saveSession(
  { id: sessionId, connection }: HostSession,
  { objects: found, variables: list, ...kept }: Kept,
  file: SavedRows,
  late: AbortSignal,
): Promise<SavedSession> {
  const keep = (query: string) => file.keep(query, connection, late);
  const objects: SavedObject[] = [];
  for (const { table, ...object } of found) {
    const rows = table && { from: await keep(table.query), into: table.name };
    objects.push({ ...object, rows });
  }
  const values = list.map(({ name }) => `getvariable(${quoteText(name)})`).join(', ');
  const variables = values === '' ? null : { list, from: await keep(`SELECT ${values}`) };
  return { ...kept, sessionId, objects, variables, rowsFile: file.path };
}

async function variablesOf(connection: DuckDBConnection): Promise<SavedVariables['list']> {
  const reader = await connection.runAndReadAll('SELECT name, type FROM duckdb_variables()');
  return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

const firstValues = 'the first values of its sequences, which go on from where they were';
