import { tokenizeSql } from './tokenize-sql.ts';

/**
 * Cuts a text into its statements, each without the comments around it. A text that cannot be read is
 * one statement: what is wrong with it is said when it is read by itself.
 */
export function splitSql(sql: string): readonly string[] {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return [sql];
  const { tokens } = tokenized;
  const statements: string[] = [];
  let first = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && !tokens.isMark(at, ';')) continue;
    if (at > first) statements.push(sql.slice(tokens.startOf(first), tokens.endOf(at - 1)));
    first = at + 1;
  }
  return statements;
}
