import type { DuckDBConnection } from '@duckdb/node-api';
import type { Import } from '../../../core/job/transfer.ts';
import { quoteName, quoteText } from '../sql/quote-text.ts';
import { listOf, quoteTable, timeOptions } from '../sql/transfer-sql.ts';
import { engineTypeOf } from '../types/engine-type.ts';
import { fieldSpellings } from './field-spellings.ts';
import { insertedColumns, type TypedColumn } from './table-columns.ts';

/**
 * Reads the files of an import that failed again, in DuckDB's own way, which knows the line where a value does not fit.
 * @returns what DuckDB says of it; the former error where it finds nothing
 */
export async function findJsonFault(
  connection: DuckDBConnection,
  transfer: Import,
  paths: readonly string[],
  former: unknown,
): Promise<unknown> {
  const isFault =
    former instanceof Error && /^(Conversion|Invalid Input) Error/.test(former.message);
  if (!isFault) return former;
  try {
    await connection.run('BEGIN TRANSACTION');
    const files = listOf(paths);
    const columns = await insertedColumns(connection, transfer.into);
    for (const names of await fieldSpellings(connection, columns, files)) {
      await connection.run(plainImport(transfer, columns, names, files));
    }
    return former;
  } catch (fault) {
    return /JSON transform error|Malformed JSON/.test(String(fault)) ? fault : former;
  } finally {
    await connection.run('ROLLBACK').catch(() => {});
  }
}

/** @param names of the fields for these columns */
function plainImport(
  transfer: Import,
  columns: readonly TypedColumn[],
  names: readonly string[],
  files: string,
): string {
  const into = columns.map(({ name }) => quoteName(name)).join(', ');
  const fields = columns.map(
    ({ type }, at) => `${quoteText(names[at] ?? '')}: ${quoteText(engineTypeOf(type))}`,
  );
  const options = [`columns = {${fields.join(', ')}}`, ...timeOptions(transfer, ' = ')];
  return `INSERT INTO ${quoteTable(transfer.into)} (${into}) SELECT * FROM read_json(${files}, ${options.join(', ')})`;
}
