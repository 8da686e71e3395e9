import type { DuckDBConnection } from '@duckdb/node-api';
import { rowCells } from '../../../core/rows/row-cells.ts';
import { quoteName } from '../sql/quote-text.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type RowRange, rowsOf } from './row-blocks.ts';

/** One group is sent while the next is written. */
export const groupsAhead = 2;

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
  if (staged.length === 0) return rowsOf(table.table, range);
  const columns = staged.map(({ column }) => column);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE staged (${columns.map((column) => `${column} JSON`).join(', ')})`,
  );
  const rows = await connection.run(
    `SELECT ${columns.join(', ')} FROM ${rowsOf(table.table, range)}`,
  );
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
  return `${rowsOf(table.table, range)} POSITIONAL JOIN staged`;
}
