import { tokenizeSql } from './tokenize-sql.ts';

/** Where the statements of a text are. */
export interface Split {
  readonly count: number;
  /** Start and end of each, one behind the other; empty where there are more than were wanted. */
  readonly bounds: Uint32Array;
}

/**
 * Finds the statements of a text, each without the comments around it. A text that cannot be read is one
 * statement: what is wrong with it is said when it is read by itself.
 * @param most of more than that only the number is told
 */
export function splitSql(sql: string, most: number): Split {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') return whole(sql);
  const { tokens } = tokenized;
  const bounds: number[] = [];
  let count = 0;
  let first = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && !tokens.isMark(at, ';')) continue;
    if (at > first) {
      count += 1;
      if (count <= most) bounds.push(tokens.startOf(first), tokens.endOf(at - 1));
    }
    first = at + 1;
  }
  return { count, bounds: count > most ? new Uint32Array() : Uint32Array.from(bounds) };
}

/** All of a text as one statement. */
export function whole(sql: string): Split {
  return { count: 1, bounds: Uint32Array.of(0, sql.length) };
}
