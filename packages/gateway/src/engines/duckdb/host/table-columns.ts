import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import type { TableRef } from '../../../core/job/transfer.ts';
import { quoteName } from '../sql/quote-text.ts';
import { quoteTable } from '../sql/transfer-sql.ts';

export interface TypedColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** @param from SQL for a table */
export async function columnsOf(
  connection: DuckDBConnection,
  from: string,
): Promise<TypedColumn[]> {
  const bound = await connection.prepare(`FROM ${from}`);
  return Array.from({ length: bound.columnCount }, (_, at) => ({
    name: bound.columnName(at),
    type: bound.columnType(at),
  }));
}

/** Without those that the table computes. */
export async function insertedColumns(
  connection: DuckDBConnection,
  into: TableRef,
): Promise<readonly TypedColumn[]> {
  const table = quoteTable(into);
  const inserted: TypedColumn[] = [];
  for (const column of await columnsOf(connection, table)) {
    try {
      await connection.prepare(`INSERT INTO ${table} (${quoteName(column.name)}) VALUES (NULL)`);
      inserted.push(column);
    } catch (error) {
      if (!/generated column/i.test(String(error))) throw error;
    }
  }
  return inserted;
}
