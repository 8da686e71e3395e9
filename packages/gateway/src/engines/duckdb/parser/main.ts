import { DuckDBInstance } from '@duckdb/node-api';
import { toJobError } from '../engine-error.ts';
import { guardSql, type Guarded, type Scope } from '../sql/guard-sql.ts';

export interface ParseRequest {
  readonly id: number;
  readonly sql: string;
  readonly scope: Scope;
}

export interface ParseReply {
  readonly id: number;
  readonly guarded: Guarded;
}

// Reads statements and knows no table: an instance in memory, in a process that may be killed.
const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
const connection = await instance.connect();
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (request: ParseRequest) => {
  void read(request).then((guarded) =>
    process.send?.({ id: request.id, guarded } satisfies ParseReply),
  );
});

async function read({ sql, scope }: ParseRequest): Promise<Guarded> {
  const guarded = guardSql(sql, scope);
  if (guarded.kind === 'refused') return guarded;
  try {
    await connection.extractStatements(sql);
    return guarded;
  } catch (error) {
    return { kind: 'refused', error: toJobError(error) };
  }
}
