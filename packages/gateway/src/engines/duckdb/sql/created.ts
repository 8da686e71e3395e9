import { firstStatement } from './first-statement.ts';
import { objectOf } from './read-statement.ts';

/** What a CREATE or a DROP is of, as its words say. */
export interface Created {
  /** In upper case: `TYPE`. */
  readonly object: string;
  /** CREATE OR REPLACE. */
  readonly replaces: boolean;
  readonly isTemporary: boolean;
  /** COMMENT ON comes behind it in the same text. */
  readonly hasComments: boolean;
}

/** Null for a text that cannot be read. */
export function readCreated(sql: string): Created | null {
  const first = firstStatement(sql);
  if (!first) return null;
  const { tokens, start } = first;
  const at = objectOf(tokens, start);
  const words = new Set<string>();
  for (let next = start + 1; next < at; next++) words.add(tokens.wordAt(next));
  let hasComments = false;
  for (let next = at; next < tokens.length; next++) {
    hasComments ||= tokens.isMark(next, ';') && tokens.wordAt(next + 1) === 'COMMENT';
  }
  return {
    object: tokens.wordAt(at),
    replaces: words.has('REPLACE'),
    isTemporary: words.has('TEMP') || words.has('TEMPORARY'),
    hasComments,
  };
}
