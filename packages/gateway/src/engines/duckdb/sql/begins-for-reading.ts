import { tokenizeSql } from './tokenize-sql.ts';

/** Whether the BEGIN of a transaction says READ ONLY. */
export function beginsForReading(sql: string): boolean {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return false;
  const { tokens } = tokenized;
  for (let at = 1; at < tokens.length; at++) {
    if (tokens.wordAt(at) === 'READ') return tokens.wordAt(at + 1) === 'ONLY';
  }
  return false;
}
