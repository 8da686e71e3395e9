import type { SqlTokens } from './sql-tokens.ts';
import { tokenizeSql } from './tokenize-sql.ts';

/** The tokens of a text, and which is the first of its first statement; null for what cannot be read. */
export function firstStatement(
  sql: string,
): { readonly tokens: SqlTokens; readonly start: number } | null {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return null;
  const { tokens } = tokenized;
  let start = 0;
  while (tokens.isMark(start, ';')) start += 1;
  return { tokens, start };
}
