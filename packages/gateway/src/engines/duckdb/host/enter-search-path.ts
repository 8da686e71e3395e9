import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../sql/quote-text.ts';

/** With it nothing is found but what is temporary, and what DuckDB has itself. */
export const temporaryOnly = 'temp.main';

/**
 * Has names looked up where they were before. Schemas of the path that are gone are left out; where none is left, no
 * name is looked up in another schema: what has it there is not what was meant.
 * @param searchPath as DuckDB spells it
 * @returns the path that counts now: the same, what is left of it, or `temporaryOnly`
 */
export async function enterSearchPath(
  connection: DuckDBConnection,
  searchPath: string,
): Promise<string> {
  if (await isEntered(connection, searchPath)) return searchPath;
  const left: string[] = [];
  for (const schema of searchPath.match(schemas) ?? []) {
    if (await isEntered(connection, schema)) left.push(schema);
  }
  const rest = left.join(',') || temporaryOnly;
  await connection.run(setTo(rest));
  return rest;
}

function isEntered(connection: DuckDBConnection, searchPath: string): Promise<boolean> {
  return connection.run(setTo(searchPath)).then(
    () => true,
    () => false,
  );
}

function setTo(searchPath: string): string {
  return `SET search_path = ${quoteText(searchPath)}`;
}

/** Between commas, of which a name in quotes may have some. */
const schemas = /(?:"(?:[^"]|"")*"|[^",])+/g;
