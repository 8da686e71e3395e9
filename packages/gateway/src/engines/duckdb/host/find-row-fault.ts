import type { DuckDBConnection } from '@duckdb/node-api';
import type { Import } from '../../../core/job/transfer.ts';
import { plainReason } from '../engine-error.ts';
import { withPattern } from '../sql/transfer-sql.ts';
import { engineTypeOf } from '../types/engine-type.ts';
import { isScalar } from '../types/scalar-json.ts';
import { wrongValueIn } from '../types/value-of-json.ts';
import { formFault, withoutStatement } from './import-failure.ts';
import { lineOfRow } from './line-of-row.ts';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';
import { insertedColumns, type TypedColumn } from './table-columns.ts';
import { readRows, type ReadRows } from './transfer-statement.ts';

/**
 * Reads the files of CSV or JSON of an import that failed again, one by one, to the first row that a column does not
 * take: DuckDB says what is wrong with a value, and rarely where it stands.
 * @returns a refusal that names file, line and column; the former error where it has these, or no row is at fault
 */
export async function findRowFault(
  connection: DuckDBConnection,
  transfer: Import,
  paths: readonly string[],
  former: unknown,
  stop: StopSwitch,
): Promise<unknown> {
  if (!(former instanceof Error) || !ofRow.test(former.message)) return former;
  try {
    await connection.run('BEGIN TRANSACTION');
    const columns = await insertedColumns(connection, transfer.into);
    const neverNull = columns.find(({ name }) =>
      former.message.endsWith(`NOT NULL constraint failed: ${transfer.into.table}.${name}`),
    );
    for (const path of paths) {
      const [rows] = await readRows(connection, columns, transfer, [path]);
      const found = rows && (await firstFault(connection, rows, columns, neverNull));
      if (!found) continue;
      const line = await lineOfRow(withPattern(path), found.row, transfer, columns.length, stop);
      const column = found.column ? `, column ${found.column.name}` : '';
      const message = `Line ${line} of ${withPattern(path)}${column}: ${found.reason}`;
      return new RefusedError({ code: 'runtime', message });
    }
    return former;
  } catch (fault) {
    return isMalformed(fault) ? await placed(fault, transfer, stop).catch(() => fault) : former;
  } finally {
    await connection.run('ROLLBACK').catch(() => {});
  }
}

/** What the reader of CSV says has its line. */
const ofRow =
  /^(?:Conversion Error: (?!CSV Error)|Invalid Input Error: (?!CSV Error)|Out of Range Error: |Constraint Error: NOT NULL )/;

interface RowFault {
  /** From 1, in its file. */
  readonly row: number;
  /** Null: the row itself is wrong. */
  readonly column: TypedColumn | null;
  readonly reason: string;
}

async function firstFault(
  connection: DuckDBConnection,
  { cells, from, isRow }: ReadRows,
  columns: readonly TypedColumn[],
  neverNull: TypedColumn | undefined,
): Promise<RowFault | null> {
  const isWrong = cells.map((cell, at) =>
    columns[at] === neverNull ? `TRY(${cell}) IS NULL` : `TRY(row(${cell})) IS NULL`,
  );
  const faults = [isRow === null ? 'false' : `NOT ${isRow}`, ...isWrong];
  const found = await connection.runAndReadAll(
    `SELECT fault, number FROM (SELECT list_position([${faults.join(', ')}], true) AS fault,
    row_number() OVER () AS number FROM ${from}) WHERE fault > 0 LIMIT 1`,
  );
  const [[fault, number] = []] = found.getRowsJS();
  if (fault === undefined) return null;
  const row = Number(number);
  const at = Number(fault) - 2;
  const column = columns[at];
  if (!column) return { row, column: null, reason: 'it is no JSON object' };
  const reason = await connection
    .run(`SELECT ${cells[at]} FROM (SELECT * FROM ${from} LIMIT 1 OFFSET ${row - 1})`)
    .then(
      () => 'it is NULL, which the column does not take',
      (cause) => reasonOf(cause, column),
    );
  return { row, column, reason };
}

function reasonOf(cause: unknown, { type }: TypedColumn): string {
  const message = withoutStatement(plainReason(cause));
  const reason = (wrongValueIn(message) ?? formFault(message) ?? message)
    .replace(/^\w[\w ]* Error: /, '')
    .replace(/ when casting from source column [^]*$/, '');
  // An ENUM is a UINT8 to it, a UUID an INT128.
  return isScalar(type)
    ? reason.replace(
        /^(Could not convert string [^]*) to \w+$/,
        (_, what: string) => `${what} to ${engineTypeOf(type)}`,
      )
    : reason;
}

function isMalformed(fault: unknown): fault is Error {
  return fault instanceof Error && /Malformed JSON in file/.test(fault.message);
}

/** DuckDB counts the lines that are not empty, and has counted the one that it could not read. */
async function placed(fault: Error, transfer: Import, stop: StopSwitch): Promise<unknown> {
  const [, path = '', byte, behind, why = ''] =
    /^Invalid Input Error: Malformed JSON in file "(.*?)", at byte (\d+) in line (\d+): (.*)/.exec(
      fault.message,
    ) ?? [];
  if (behind === undefined) return fault;
  const line = await lineOfRow(path, Number(behind) - 1, transfer, 0, stop);
  const message = `Line ${line} of ${path}, byte ${byte}: malformed JSON: ${why.trim()}`;
  return new RefusedError({ code: 'runtime', message });
}
