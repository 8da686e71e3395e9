import { type DuckDBConnection, quotedIdentifier } from '@duckdb/node-api';
import type {
  SavedObject,
  SavedPrepare,
  SavedSession,
  SavedVariables,
} from '../messages/saved-session.ts';
import { preparedName } from '../sql/prepared-statement.ts';
import { enterSearchPath, temporaryOnly } from './enter-search-path.ts';
import type { HostSession } from './host-session.ts';
import { type Lake, useDatabase } from './lake.ts';
import type { PreparingTime } from './preparing-time.ts';
import type { SavedFiles } from './saved-files.ts';
import type { SavedRows } from './saved-rows.ts';

/** No user's statement can name it. */
const valuesTable = '_sluice_variables';
/** Of what cannot be made again; the rest is counted. */
const mostNamed = 100;
const longestText = 200;

type Restored = Pick<HostSession, 'connection' | 'notes'>;

/** Something that could not be made again, and why. */
interface Failed<Thing> {
  readonly thing: Thing;
  readonly cause: unknown;
}

/**
 * Makes what a session had kept again, on a new connection. Others may have dropped what a part of it needs.
 * @returns what could not be made again, each in words for people
 * @throws when nothing can be made on this connection
 */
export async function restoreSession(
  session: Restored,
  lake: Lake,
  files: SavedFiles,
  { searchPath, objects, comments, prepared, variables, rowsFile }: SavedSession,
  preparing: PreparingTime,
): Promise<readonly string[]> {
  const { connection, notes } = session;
  const file = files.open(rowsFile);
  const why = (cause: unknown) =>
    inShort(lake.errorOf(cause).message.replace(/[.!]?(\n[^]*)?$/, ''));
  const without: string[] = [];
  try {
    for (const { thing, cause } of await makeAll(objects, (each) => make(session, each, file)))
      without.push(`the temporary ${thing.kind} ${inShort(thing.name)}: ${why(cause)}`);
    without.push(...(await comment(session, comments)));
    if (variables) await setVariables(connection, variables, file);
    for (const { thing, cause } of await prepareAll(session, prepared, preparing))
      without.push(
        `the prepared statement ${inShort(preparedName(thing.sql) ?? '')}: ${why(cause)}`,
      );
    without.push(...(await goTo(connection, searchPath)));
    await notes.take(connection, 'SET', '');
    return inList(without);
  } finally {
    await file.close();
  }
}

/**
 * One that was changed since may need another that was made later: whatever fails is tried once more then.
 * @returns what is left over
 */
async function makeAll(
  objects: readonly SavedObject[],
  makeOne: (object: SavedObject) => Promise<void>,
): Promise<readonly Failed<SavedObject>[]> {
  let left = objects;
  for (;;) {
    const failed: Failed<SavedObject>[] = [];
    for (const thing of left) {
      await makeOne(thing).catch((cause: unknown) => failed.push({ thing, cause }));
    }
    if (failed.length === 0 || failed.length === left.length) return failed;
    left = failed.map(({ thing }) => thing);
  }
}

async function make(
  { connection, notes }: Restored,
  { kind, sql, searchPath, after, rows }: SavedObject,
  file: SavedRows,
): Promise<void> {
  await enterSearchPath(connection, searchPath);
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

/** One fails whose thing is not there, or has another column by now. */
async function comment(
  { connection, notes }: Restored,
  comments: readonly string[],
): Promise<readonly string[]> {
  let failed = 0;
  for (const sql of comments) await connection.run(sql).catch(() => (failed += 1));
  if (comments.length > 0) await notes.take(connection, 'COMMENT', '');
  return failed === 0 ? [] : [`${failed} of the ${comments.length} comments on what is temporary`];
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

async function prepareAll(
  { connection, notes }: Restored,
  prepared: SavedSession['prepared'],
  preparing: PreparingTime,
): Promise<readonly Failed<SavedPrepare>[]> {
  const failed: Failed<SavedPrepare>[] = [];
  for (const thing of prepared) {
    try {
      await preparing.spend(async () => {
        const searchPath = await enterSearchPath(connection, thing.searchPath);
        await connection.run(thing.sql);
        notes.takePrepared({ sql: thing.sql, searchPath });
      });
    } catch (cause) {
      failed.push({ thing, cause });
    }
  }
  return failed;
}

/** Where nothing of it is left the session goes on where sessions begin. */
async function goTo(connection: DuckDBConnection, searchPath: string): Promise<readonly string[]> {
  const entered = await enterSearchPath(connection, searchPath);
  if (entered === searchPath) return [];
  const its = `its search path, ${inShort(searchPath)}, and goes on in`;
  if (entered !== temporaryOnly) return [`${its} ${inShort(entered)}`];
  await connection.run(useDatabase('default'));
  return [`${its} the database default`];
}

function inList(without: readonly string[]): readonly string[] {
  if (without.length <= mostNamed) return without;
  return [...without.slice(0, mostNamed), `${without.length - mostNamed} other things`];
}

function inShort(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}
