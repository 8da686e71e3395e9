import { tokenizeSql } from './tokenize-sql.ts';

/** Whether a statement gives a table another name. Rather too often than not: a view may be meant. */
export function renamesTable(verb: string, sql: string): boolean {
  if (verb !== 'ALTER') return false;
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return true;
  const { tokens } = tokenized;
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.wordAt(at) === 'RENAME' && tokens.wordAt(at + 1) === 'TO') return true;
  }
  return false;
}
