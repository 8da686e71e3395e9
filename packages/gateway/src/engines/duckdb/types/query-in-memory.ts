import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from '@duckdb/node-api';
import { keepByteOrderMarks } from './keep-byte-order-marks.ts';
import { chunkJsonWriter } from './row-json.ts';

export interface QueriedChunks {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  readonly chunks: readonly DuckDBDataChunk[];
}

/** For tests: a DuckDB without a file, in UTC, as hosts are. */
export async function connectInMemory(): Promise<DuckDBConnection> {
  keepByteOrderMarks();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return connection;
}

/** For tests: the chunks of a result as its stream gives them. */
export async function queryChunks(
  connection: DuckDBConnection,
  sql: string,
): Promise<QueriedChunks> {
  const result = await connection.stream(sql);
  const chunks: DuckDBDataChunk[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    chunks.push(chunk);
  }
  return { names: result.columnNames(), types: result.columnTypes(), chunks };
}

/** For tests: the rows of a query in their JSON form. */
export async function queryLines(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const { types, chunks } = await queryChunks(connection, sql);
  const write = chunkJsonWriter(types);
  return chunks.flatMap((chunk) => write(chunk));
}
