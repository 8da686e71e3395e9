import { DuckDBInstance } from '@duckdb/node-api';

export interface ParseRequest {
  readonly id: number;
  readonly sql: string;
}

export interface ParseReply {
  readonly id: number;
  /** The engine's words; null when it can parse the text. */
  readonly error: string | null;
}

// Reads statements and knows no table: an instance in memory, in a process that may be killed.
const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
const connection = await instance.connect();
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (request: ParseRequest) => {
  void parse(request.sql).then((error) =>
    process.send?.({ id: request.id, error } satisfies ParseReply),
  );
});

async function parse(sql: string): Promise<string | null> {
  try {
    await connection.extractStatements(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
