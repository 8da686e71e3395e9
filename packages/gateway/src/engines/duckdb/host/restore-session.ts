import { type DuckDBConnection, quotedIdentifier } from '@duckdb/node-api';
import type { SavedObject, SavedSession, SavedVariables } from '../host-messages.ts';
import { quoteText } from '../sql/quote-text.ts';
import type { SavedFiles } from './saved-files.ts';
import type { SavedRows } from './saved-rows.ts';
import type { SessionNotes } from './session-notes.ts';

/** No user's statement can name it. */
const valuesTable = '_sluice_variables';

/**
 * Makes what a session had kept again, on a new connection.
 * @throws when a part of it cannot be made: of use is the whole alone
 */
export async function restoreSession(
  connection: DuckDBConnection,
  notes: SessionNotes,
  files: SavedFiles,
  { searchPath, objects, comments, prepared, variables, rowsFile }: SavedSession,
): Promise<void> {
  const file = files.open(rowsFile);
  try {
    await makeAll(objects, (object) => make(connection, notes, object, file));
    for (const comment of comments) await connection.run(comment);
    if (comments.length > 0) await notes.take(connection, 'COMMENT', '');
    if (variables) await setVariables(connection, variables, file);
    await prepareAll(connection, notes, prepared);
    await goTo(connection, searchPath);
    await notes.take(connection, 'SET', '');
  } finally {
    await file.close();
  }
}

/** One that was changed since may need another that was made later: whatever fails is tried once more then. */
async function makeAll(
  objects: readonly SavedObject[],
  makeOne: (object: SavedObject) => Promise<void>,
): Promise<void> {
  let left = objects;
  while (left.length > 0) {
    const failed: SavedObject[] = [];
    let cause: unknown;
    for (const object of left) {
      try {
        await makeOne(object);
      } catch (error) {
        failed.push(object);
        cause = error;
      }
    }
    if (failed.length === left.length) throw cause;
    left = failed;
  }
}

async function make(
  connection: DuckDBConnection,
  notes: SessionNotes,
  { kind, sql, searchPath, after, rows }: SavedObject,
  file: SavedRows,
): Promise<void> {
  await goTo(connection, searchPath);
  await connection.run('BEGIN TRANSACTION');
  try {
    await connection.run(sql);
    if (after !== null) await connection.run(after);
    if (rows) await file.giveBack(rows.from, connection, rows.into);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
  await notes.takeMade(connection, [kind], sql);
}

/** A value passes through a table, so that it is exact. */
async function setVariables(
  connection: DuckDBConnection,
  { list, from }: SavedVariables,
  file: SavedRows,
): Promise<void> {
  const columns = list.map(({ type }, index) => `c${index} ${type}`).join(', ');
  await connection.run(`CREATE TEMP TABLE ${valuesTable} (${columns})`);
  await file.giveBack(from, connection, valuesTable);
  for (const [index, { name }] of list.entries()) {
    const value = `(SELECT c${index} FROM temp.main.${valuesTable})`;
    await connection.run(`SET VARIABLE ${quotedIdentifier(name)} = ${value}`);
  }
  await connection.run(`DROP TABLE temp.main.${valuesTable}`);
}

/** What names a table that is gone by now is not there either way: an EXECUTE of it fails. */
async function prepareAll(
  connection: DuckDBConnection,
  notes: SessionNotes,
  prepared: SavedSession['prepared'],
): Promise<void> {
  for (const { sql, searchPath } of prepared) {
    await goTo(connection, searchPath);
    await connection.run(sql).then(
      () => notes.take(connection, 'PREPARE', sql),
      () => {},
    );
  }
}

async function goTo(connection: DuckDBConnection, searchPath: string): Promise<void> {
  await connection.run(`SET search_path = ${quoteText(searchPath)}`);
}
