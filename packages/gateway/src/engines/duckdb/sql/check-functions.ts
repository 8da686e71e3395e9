import { refuseHiddenView } from './check-names.ts';
import { fileFunctions, forbiddenFunctions, tableNameFunctions } from './function-rules.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

export interface CheckedFunctions {
  readonly kind: 'checked';
  /** The files that functions of the statement read. */
  readonly paths: readonly string[];
}

/** Looks at everything in a statement that could be the call of a function. */
export function checkFunctions(tokens: SqlTokens): CheckedFunctions | Refusal {
  const paths: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (!tokens.isMark(at + 1, '(') || !tokens.isName(at)) continue;
    const name = tokens.textAt(at).toLowerCase();
    const refused =
      name === 'operator' ? refuseOperator(tokens, at + 2) : refuseCall(tokens, at, name);
    if (refused) return refused;
    if (fileFunctions.has(name) && !isTableName(tokens, at)) {
      const files = literalArgument(tokens, at + 2);
      if (!files) return refuse('forbidden', computedFile(name));
      paths.push(...files);
    }
    if (tableNameFunctions.has(name) && !isTableName(tokens, at)) {
      const names = literalArgument(tokens, at + 2);
      if (!names?.every(isPlainTableName)) return refuse('forbidden', computedTable(name));
      const hidden = names.map(refuseHiddenView).find((refusal) => refusal !== null);
      if (hidden) return hidden;
    }
  }
  return { kind: 'checked', paths };
}

function refuseCall(tokens: SqlTokens, at: number, name: string): Refusal | null {
  const why = forbiddenFunctions.get(name);
  if (why === undefined || isTableName(tokens, at)) return null;
  return refuse('forbidden', `The function ${name}() cannot be called here: ${why}.`);
}

/** `a OPERATOR(f.+) b` calls the function `f`. */
function refuseOperator(tokens: SqlTokens, start: number): Refusal | null {
  for (let at = start; tokens.isName(at) && tokens.isMark(at + 1, '.'); at += 2) {
    const name = tokens.textAt(at).toLowerCase();
    const why = forbiddenFunctions.get(name);
    if (why !== undefined) {
      return refuse('forbidden', `The function ${name}() cannot be called here: ${why}.`);
    }
  }
  return null;
}

/** A name before a bracket may be that of a table with its columns: `INSERT INTO query (id)`. */
function isTableName(tokens: SqlTokens, name: number): boolean {
  let first = name;
  while (tokens.isMark(first - 1, '.') && tokens.isName(first - 2)) first -= 2;
  return ['INTO', 'TABLE', 'EXISTS', 'REFERENCES'].includes(tokens.wordAt(first - 1));
}

/**
 * The texts of a function's first argument: 'a' or ['a', 'b'].
 * @returns null for anything that is computed
 */
function literalArgument(tokens: SqlTokens, start: number): readonly string[] | null {
  const isList = tokens.isMark(start, '[');
  const texts: string[] = [];
  let at = isList ? start + 1 : start;
  for (;;) {
    if (tokens.kindAt(at) !== 'text') return null;
    texts.push(tokens.textAt(at));
    at += 1;
    if (!isList || !tokens.isMark(at, ',')) break;
    at += 1;
  }
  if (isList) {
    if (!tokens.isMark(at, ']')) return null;
    at += 1;
  }
  return tokens.isMark(at, ',') || tokens.isMark(at, ')') ? texts : null;
}

/** Such a text is taken apart as SQL: quotes in it could hide a file. */
function isPlainTableName(name: string): boolean {
  return /^[\p{L}\p{N}_$.]+$/u.test(name);
}

function computedFile(name: string): string {
  return `${name}() takes its files as plain text here, 'a.csv' or ['a.csv', 'b.csv']: a path that is computed cannot be checked.`;
}

function computedTable(name: string): string {
  return `${name}() takes its table as plain text here, such as 'sales.orders': a name that is computed cannot be checked.`;
}
