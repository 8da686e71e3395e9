import type { DuckDBConnection } from '@duckdb/node-api';
import { rowCells } from '../../../core/rows/row-cells.ts';
import { quoteName } from '../sql/quote-text.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import type { ColumnarTable } from './columnar-table.ts';
import type { RowRange } from './row-blocks.ts';

/** One group is sent while the next is written. */
export const groupsAhead = 2;

/** How many bytes rows take together, about. */
export async function bytesOfRange(
  connection: DuckDBConnection,
  table: ColumnarTable,
  range: RowRange,
): Promise<number> {
  const { shortBytes, longBytes } = table;
  const short = shortBytes * (range.until - range.from);
  if (longBytes === null) return short;
  const sum = await connection.runAndReadAll(
    `SELECT sum(${longBytes}) FROM ${rowsOf(table, range)}`,
  );
  return short + Number(sum.value(0, 0));
}

/** SQL for rows of the table, each column in its own form. It is good on this connection until the next call. */
export async function selectRange(
  connection: DuckDBConnection,
  table: ColumnarTable,
  range: RowRange,
): Promise<string> {
  const columns = table.columns.map((column) => {
    const expression = column.kind === 'sql' ? column.expression : `staged.${column.column}`;
    return `${expression} AS ${quoteName(column.name)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${await stagedRows(connection, table, range)}`;
}

/** The rows with what is not written by DuckDB beside them, row for row. */
async function stagedRows(
  connection: DuckDBConnection,
  table: ColumnarTable,
  range: RowRange,
): Promise<string> {
  const staged = table.columns.filter((column) => column.kind === 'json');
  if (staged.length === 0) return rowsOf(table, range);
  const columns = staged.map(({ column }) => column);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE staged (${columns.map((column) => `${column} JSON`).join(', ')})`,
  );
  const rows = await connection.run(`SELECT ${columns.join(', ')} FROM ${rowsOf(table, range)}`);
  const write = chunkJsonWriter(rows.columnTypes());
  const appender = await connection.createAppender('staged', 'main', 'temp');
  try {
    for (let chunk = await rows.fetchChunk(); chunk?.rowCount; chunk = await rows.fetchChunk()) {
      for (const line of write(chunk)) {
        for (const cell of rowCells(line)) {
          if (cell === 'null') appender.appendNull();
          else appender.appendVarchar(cell);
        }
        appender.endRow();
      }
    }
  } finally {
    appender.closeSync();
  }
  return `${rowsOf(table, range)} POSITIONAL JOIN staged`;
}

function rowsOf({ table }: ColumnarTable, { from, until }: RowRange): string {
  return `(SELECT * FROM ${table} WHERE rowid BETWEEN ${from} AND ${until - 1})`;
}
