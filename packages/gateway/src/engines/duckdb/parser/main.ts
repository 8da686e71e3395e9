import { DuckDBInstance } from '@duckdb/node-api';
import type { JobError } from '../../../core/job/ending.ts';
import { toJobError } from '../engine-error.ts';
import { guardSql, type Guarded, type Scope } from '../sql/guard-sql.ts';
import { splitSql } from '../sql/split-sql.ts';
import type { ParseReply, ParseRequest, Question } from './parser-messages.ts';

// Reads statements and knows no table: an instance in memory, in a process that may be killed.
const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
const connection = await instance.connect();
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (requests: readonly ParseRequest[]) => {
  for (const { id, question } of requests) {
    void answer(question).then((said) => process.send?.({ id, answer: said } satisfies ParseReply));
  }
});

async function answer(question: Question): Promise<ParseReply['answer']> {
  switch (question.ask) {
    case 'read':
      return read(question.sql, question.scope);
    case 'split':
      return splitSql(question.sql, question.most);
  }
}

async function read(sql: string, scope: Scope): Promise<Guarded> {
  const guarded = guardSql(sql, scope);
  if (guarded.kind === 'refused') return guarded;
  try {
    await connection.extractStatements(sql);
    return guarded;
  } catch (error) {
    return { kind: 'refused', error: isUnreadable(error) ? unreadable : toFault(error) };
  }
}

/** Nothing runs here: whatever DuckDB says, in whichever class, is about the text. */
function toFault(error: unknown): JobError {
  const { code, message } = toJobError(error);
  return { code: code === 'semantic' ? code : 'syntax', message };
}

/** DuckDB has refused the text in words that are no UTF-8, as it does of a lone word of other letters. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && error.message === 'Error in native callback';
}

const unreadable: JobError = {
  code: 'syntax',
  message: 'Parser Error: syntax error: the text is no SQL statement.',
};
