import {
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { ColumnarFormat } from '../../../core/ports/result-reader.ts';
import { columnarFormOf, isWrittenAsJson } from '../types/columnar-type.ts';
import { type RowWidths, rowWidths } from './row-widths.ts';

/** The table of a result, as it is written where columns have types. */
export interface ColumnarTable {
  readonly table: string;
  readonly columns: readonly ColumnarColumn[];
  readonly widths: RowWidths;
}

export type ColumnarColumn = {
  readonly name: string;
  /** As the table has it. */
  readonly type: DuckDBType;
} & (
  | { readonly kind: 'sql'; readonly expression: string }
  /** As the JSON text of its cells, which is not made by DuckDB. */
  | { readonly kind: 'json'; readonly column: string }
);

/** The largest number of 38 digits, which is what a DECIMAL may have. */
const most = '9'.repeat(38);

/** @param names of its columns, each different from all others however large and small letters are */
export async function columnarTable(
  instance: DuckDBInstance,
  table: string,
  names: readonly string[],
  format: ColumnarFormat,
): Promise<ColumnarTable> {
  const connection = await instance.connect();
  try {
    const none = await connection.run(`SELECT * FROM ${table} LIMIT 0`);
    const types = none.columnTypes();
    const columns: ColumnarColumn[] = [];
    for (const [at, type] of types.entries()) {
      const name = names[at] ?? `c${at}`;
      columns.push(await columnOf(connection, table, `c${at}`, name, type, format));
    }
    return { table, columns, widths: rowWidths(types) };
  } finally {
    connection.closeSync();
  }
}

async function columnOf(
  connection: DuckDBConnection,
  table: string,
  column: string,
  name: string,
  type: DuckDBType,
  format: ColumnarFormat,
): Promise<ColumnarColumn> {
  if (isWrittenAsJson(type)) return { kind: 'json', name, type, column };
  const expression = await columnarExpression(connection, table, type, column, format);
  return { kind: 'sql', name, type, expression };
}

/**
 * SQL for a column of a table in the type that it has where columns have types.
 * @param column SQL for it
 */
export async function columnarExpression(
  connection: DuckDBConnection,
  table: string,
  type: DuckDBType,
  column: string,
  format: ColumnarFormat,
): Promise<string> {
  const form = columnarFormOf(type, format);
  switch (form.kind) {
    case 'json':
      throw new Error(`DuckDB has no column for the type ${type.toString()}`);
    case 'cast':
      return castOf(column, form.to);
    case 'whole_number': {
      const fits = await allFit(connection, table, column, type);
      return castOf(column, fits ? 'DECIMAL(38,0)' : 'VARCHAR');
    }
  }
}

function castOf(column: string, to: string): string {
  return `CAST(${column} AS ${to})`;
}

/** Of all rows, so that every part of a result has the same columns. */
async function allFit(
  connection: DuckDBConnection,
  table: string,
  column: string,
  { typeId }: DuckDBType,
): Promise<boolean> {
  const least = typeId === DuckDBTypeId.UHUGEINT ? '0' : `-${most}`;
  const fitting = await connection.runAndReadAll(
    `SELECT coalesce(bool_and(${column} BETWEEN ${least} AND ${most}), true) FROM ${table}`,
  );
  return fitting.value(0, 0) === true;
}
