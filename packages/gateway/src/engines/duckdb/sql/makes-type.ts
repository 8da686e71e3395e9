import { modifiersAt } from './read-statement.ts';
import { tokenizeSql } from './tokenize-sql.ts';

/** Whether a CREATE makes a type, rather than something that has the word in a name or a text. */
export function makesType(sql: string): boolean {
  const tokenized = tokenizeSql(sql);
  // It was read before; what cannot be read now is rather taken for one.
  if (tokenized.kind === 'broken') return true;
  const { tokens } = tokenized;
  let at = 0;
  while (tokens.isMark(at, ';')) at += 1;
  return tokens.wordAt(at + 1 + modifiersAt(tokens, at + 1)) === 'TYPE';
}
