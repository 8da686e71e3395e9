import { objectOf } from './read-statement.ts';
import { tokenizeSql } from './tokenize-sql.ts';

/** What a CREATE or DROP makes or drops, in upper case: `TABLE`. Empty for what cannot be read. */
export function objectIn(sql: string): string {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return '';
  const { tokens } = tokenized;
  let start = 0;
  while (tokens.isMark(start, ';')) start += 1;
  return tokens.wordAt(objectOf(tokens, start));
}
