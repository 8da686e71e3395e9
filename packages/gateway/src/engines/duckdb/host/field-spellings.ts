import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../sql/quote-text.ts';

/**
 * How the fields for columns are spelled in files of JSON, where large and small letters are taken for the same, as in the
 * names of columns. A struct has no two fields that differ by them alone: so each list has one for each column.
 * @returns at least one list; the first has the spelling of the column itself, where that is found
 */
export async function fieldSpellings(
  connection: DuckDBConnection,
  columns: readonly { readonly name: string }[],
  files: string,
): Promise<readonly (readonly string[])[]> {
  const names = columns.map(({ name }) => `lower(${quoteText(name)})`).join(', ');
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT field FROM (SELECT unnest(json_keys(json)) AS field FROM read_json_objects(${files}))
    WHERE lower(field) IN (${names})`,
  );
  const fields = found.getColumns()[0]?.map(String) ?? [];
  const ofColumns = columns.map(({ name }) => {
    const others = fields.filter(
      (field) => field !== name && field.toLowerCase() === name.toLowerCase(),
    );
    const all = fields.includes(name) ? [name, ...others.toSorted()] : others.toSorted();
    return all.length === 0 ? [name] : all;
  });
  const most = Math.max(1, ...ofColumns.map(({ length }) => length));
  return Array.from({ length: most }, (_, at) =>
    ofColumns.map((spelled) => spelled[at] ?? spelled[0] ?? ''),
  );
}
