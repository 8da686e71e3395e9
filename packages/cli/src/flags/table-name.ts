import { UsageError } from '../usage-error.ts';

/** A table, or a view, of a database. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** Reads `database.table`, or the name of a table of `default`. A part with a dot stands in quotes, as in SQL. */
export function parseTableName(text: string): TableName {
  const [, first, second] =
    /^("(?:[^"]|"")+"|[^".]+)(?:\.("(?:[^"]|"")+"|[^".]+))?$/su.exec(text) ?? [];
  if (first === undefined) {
    throw new UsageError(
      `'${text}' is not written database.table (a part with a dot: "a.b"; with a quote: "a""b")`,
    );
  }
  return second === undefined
    ? { database: 'default', table: bare(first) }
    : { database: bare(first), table: bare(second) };
}

/** As it is read again. */
export function showTableName({ database, table }: TableName): string {
  return `${showName(database)}.${showName(table)}`;
}

function bare(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** As an identifier of SQL, whatever it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** One part, as it is read again. */
export function showName(name: string): string {
  return /[".]/.test(name) ? quoteName(name) : name;
}
