import { firstStatement } from './first-statement.ts';
import { quoteName } from './quote-text.ts';
import { objectOf } from './read-statement.ts';
import type { SqlTokens } from './sql-tokens.ts';

export interface Trial {
  /** To be run in a transaction that is rolled back. */
  readonly steps: readonly string[];
  /** What depends on the thing goes with it. */
  readonly cascades: boolean;
}

/**
 * What tells whether a CREATE, DROP or ALTER finds the names that it needs, and those free that it takes: to bind it looks up
 * only what it reads. No step of it touches data, or holds up who writes to a table.
 * @returns null where binding says all, or more would have to be done to know
 */
export function trialOf(sql: string): Trial | null {
  const first = firstStatement(sql);
  if (!first) return null;
  const { tokens, start } = first;
  switch (tokens.wordAt(start)) {
    case 'CREATE':
      return trialOfCreate(tokens, start);
    case 'DROP':
      return trialOfDrop(tokens, start);
    case 'ALTER':
      return trialOfAlter(tokens, start);
    default:
      return null;
  }
}

function trialOfCreate(tokens: SqlTokens, start: number): Trial | null {
  const object = objectOf(tokens, start);
  switch (tokens.wordAt(object)) {
    case 'TABLE': {
      const behind = behindName(tokens, behindIf(tokens, object + 1));
      return trial(`${textOf(tokens, start, behind)} (a INTEGER)`);
    }
    case 'VIEW':
    case 'SCHEMA':
    case 'SEQUENCE':
    case 'TYPE':
    case 'MACRO':
    case 'FUNCTION':
      return trial(textOf(tokens, start, endOf(tokens, start)));
    default:
      return null;
  }
}

function trialOfDrop(tokens: SqlTokens, start: number): Trial | null {
  if (tokens.wordAt(start + 1) === 'INDEX') return null;
  const end = endOf(tokens, start);
  const cascades = tokens.wordAt(end - 1) === 'CASCADE';
  return { steps: [textOf(tokens, start, cascades ? end - 1 : end)], cascades };
}

/** An ALTER would have who inserts at the same time begin again: it is done to an empty table with the same columns. */
function trialOfAlter(tokens: SqlTokens, start: number): Trial | null {
  const name = start + 2;
  if (tokens.wordAt(start + 1) !== 'TABLE' || behindIf(tokens, name) > name) return null;
  const end = endOf(tokens, start);
  const rest = behindName(tokens, name);
  if (tokens.wordAt(rest) === 'RENAME' && tokens.wordAt(rest + 1) === 'TO') {
    const taken = textOf(tokens, name, rest - 1) + textOf(tokens, rest + 2, end);
    return trial(`CREATE TABLE ${taken} (a INTEGER)`);
  }
  for (let at = rest; at < end; at++) {
    // DuckDB makes several statements of it.
    if (tokens.wordAt(at) === 'DEFAULT') return null;
  }
  const copy = `temp.main.${quoteName(tokens.textAt(rest - 1))}`;
  const made = `CREATE TEMP TABLE ${copy} AS FROM ${textOf(tokens, name, rest)} LIMIT 0`;
  return trial(made, `ALTER TABLE ${copy} ${textOf(tokens, rest, end)}`);
}

function trial(...steps: readonly string[]): Trial {
  return { steps, cascades: false };
}

/** The token behind IF EXISTS or IF NOT EXISTS. */
function behindIf(tokens: SqlTokens, at: number): number {
  if (tokens.wordAt(at) !== 'IF') return at;
  if (tokens.wordAt(at + 1) === 'EXISTS') return at + 2;
  return tokens.wordAt(at + 1) === 'NOT' && tokens.wordAt(at + 2) === 'EXISTS' ? at + 3 : at;
}

/** The token behind a name, which may be qualified. */
function behindName(tokens: SqlTokens, start: number): number {
  let at = start + 1;
  while (tokens.isMark(at, '.')) at += 2;
  return at;
}

/** Where the statement ends; COMMENT ON may follow. */
function endOf(tokens: SqlTokens, start: number): number {
  let at = start;
  while (at < tokens.length && !tokens.isMark(at, ';')) at += 1;
  return at;
}

function textOf(tokens: SqlTokens, from: number, to: number): string {
  return from < to ? tokens.sql.slice(tokens.startOf(from), tokens.endOf(to - 1)) : '';
}
