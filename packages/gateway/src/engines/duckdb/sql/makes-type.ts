import { tokenizeSql } from './tokenize-sql.ts';

/** Whether a CREATE makes a type, rather than something that has the word in a name or a text. */
export function makesType(sql: string): boolean {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return true;
  const { tokens } = tokenized;
  let at = 0;
  while (tokens.isMark(at, ';')) at += 1;
  while (leading.has(tokens.wordAt(at) ?? '')) at += 1;
  return tokens.wordAt(at) === 'TYPE';
}

const leading: ReadonlySet<string> = new Set([
  'CREATE',
  'OR',
  'REPLACE',
  'TEMP',
  'TEMPORARY',
  'LOCAL',
  'GLOBAL',
]);
