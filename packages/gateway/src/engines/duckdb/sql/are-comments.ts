import type { SqlTokens } from './sql-tokens.ts';

const commented = new Set(['TABLE', 'VIEW', 'COLUMN']);

/** Whether all from a token on is COMMENT ON a table, a view or a column, as often as it likes. */
export function areComments(tokens: SqlTokens, from: number): boolean {
  let at = from;
  while (at < tokens.length) {
    if (tokens.isMark(at, ';')) {
      at += 1;
      continue;
    }
    const next = behindComment(tokens, at);
    if (next === null) return false;
    at = next;
  }
  return true;
}

/** Null where there is another statement. */
function behindComment(tokens: SqlTokens, start: number): number | null {
  const isComment = tokens.wordAt(start) === 'COMMENT' && tokens.wordAt(start + 1) === 'ON';
  if (!isComment || !commented.has(tokens.wordAt(start + 2))) return null;
  let at = start + 3;
  while (tokens.isName(at) && tokens.isMark(at + 1, '.')) at += 2;
  if (!tokens.isName(at) || tokens.wordAt(at + 1) !== 'IS') return null;
  const isSaid = tokens.kindAt(at + 2) === 'text' || tokens.wordAt(at + 2) === 'NULL';
  const end = at + 3;
  return isSaid && (end === tokens.length || tokens.isMark(end, ';')) ? end : null;
}
