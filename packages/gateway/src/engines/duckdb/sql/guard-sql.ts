import type { JobError, JobErrorCode } from '../../../core/job/ending.ts';
import type { StatementClass } from '../../../core/job/job.ts';
import { fileFunctions, whyForbidden } from './forbidden-functions.ts';
import { type SqlToken, sqlTokens, UnclosedTokenError } from './sql-tokens.ts';
import { verbOf } from './statement-verb.ts';

export type Guarded =
  | {
      readonly kind: 'ok';
      readonly statementClass: StatementClass;
      /** The path that a COPY … TO writes, and where its literal stands in the text. */
      readonly copyTo: PathLiteral | null;
      /** Every path that the statement reads by name. */
      readonly paths: readonly string[];
    }
  | { readonly kind: 'refused'; readonly error: JobError };

export interface PathLiteral {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The schema of the commit markers. */
const reserved = '_sluice';

class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Decides from its text whether a statement may run at all. The engine's own statement class is
 * checked as well, in the host; and its sandbox stands behind both.
 */
export function guardSql(sql: string): Guarded {
  try {
    return guard(sql);
  } catch (error) {
    if (error instanceof RefusedError) {
      return { kind: 'refused', error: { code: error.code, message: error.message } };
    }
    if (error instanceof UnclosedTokenError) {
      return { kind: 'refused', error: { code: 'syntax', message: `${error.message}.` } };
    }
    throw error;
  }
}

function guard(sql: string): Guarded {
  refuseBrokenText(sql);
  const tokens = statementOf([...sqlTokens(sql)]);
  tokens.forEach(refuseReserved);
  const paths = tokens.flatMap((token, index) => pathsOfCall(tokens, token, index));
  const start = mainVerb(tokens, 0);
  const first = tokens[start];
  const verb = first?.kind === 'word' ? verbOf(first.text) : null;
  switch (verb?.kind) {
    case 'runs':
      refuseSecrets(tokens, start);
      return { kind: 'ok', statementClass: verb.statementClass, copyTo: null, paths };
    case 'copies':
      if (start > 0) throw new RefusedError('not_supported', 'COPY cannot be explained.');
      return guardCopy(tokens, paths);
    case 'refused':
      throw new RefusedError(
        verb.code,
        `${first?.text.toUpperCase()} cannot be a job. ${verb.advice}`,
      );
    case 'leads':
    case undefined:
      // DuckDB's parser says better what is wrong with it.
      return { kind: 'ok', statementClass: 'query', copyTo: null, paths };
  }
}

/** DuckDB would run the text before a NUL and forget the rest. */
function refuseBrokenText(sql: string): void {
  const nul = sql.indexOf('\0');
  if (nul >= 0) throw new RefusedError('syntax', `There is a NUL at character ${nul + 1}.`);
  if (!sql.isWellFormed()) throw new RefusedError('syntax', 'The text is not valid Unicode.');
}

/** The tokens of the only statement, without the semicolons around it. */
function statementOf(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const first = tokens.findIndex((token) => !isSymbol(token, ';'));
  if (first < 0) throw new RefusedError('syntax', 'There is no statement in the text.');
  const length = tokens.slice(first).findIndex((token) => isSymbol(token, ';'));
  if (length < 0) return tokens.slice(first);
  const rest = tokens.slice(first + length).find((token) => !isSymbol(token, ';'));
  if (rest) {
    throw new RefusedError(
      'not_supported',
      `A job is one statement; a second one begins at character ${rest.start + 1}. Submit them one by one.`,
    );
  }
  return tokens.slice(first, first + length);
}

function refuseReserved({ kind, text }: SqlToken): void {
  const lower = text.toLowerCase();
  const isNamed = kind === 'text' ? lower.includes(reserved) : lower === reserved;
  if (isNamed && kind !== 'number' && kind !== 'symbol') {
    throw new RefusedError('forbidden', `The schema ${reserved} is the gateway's own.`);
  }
}

/** Looks at a name with a parenthesis behind it: whether it may be called, and which files it names. */
function pathsOfCall(
  tokens: readonly SqlToken[],
  { kind, text }: SqlToken,
  index: number,
): readonly string[] {
  const isName = kind === 'word' || kind === 'quoted_name';
  if (!isName || !isSymbol(tokens[index + 1], '(')) return [];
  const reason = whyForbidden(text);
  if (reason !== null) {
    throw new RefusedError('forbidden', `The function ${text} cannot be called: ${reason}.`);
  }
  if (!fileFunctions.has(text.toLowerCase())) return [];
  const paths = literalPaths(tokens, index + 2);
  if (paths === null) {
    throw new RefusedError(
      'forbidden',
      `The first argument of ${text} must be a path in quotes, or a list of such paths.`,
    );
  }
  return paths;
}

/** One literal, or a bracketed list of literals, with nothing computed; null for anything else. */
function literalPaths(tokens: readonly SqlToken[], start: number): readonly string[] | null {
  const isList = isSymbol(tokens[start], '[');
  const paths: string[] = [];
  let index = isList ? start + 1 : start;
  for (;;) {
    const literal = tokens[index];
    if (literal?.kind !== 'text') return null;
    paths.push(literal.text);
    index += 1;
    if (!isList || !isSymbol(tokens[index], ',')) break;
    index += 1;
  }
  if (isList) {
    if (!isSymbol(tokens[index], ']')) return null;
    index += 1;
  }
  return isSymbol(tokens[index], ',') || isSymbol(tokens[index], ')') ? paths : null;
}

/** Where the word stands that says what the statement does: behind EXPLAIN, and behind WITH's parts. */
function mainVerb(tokens: readonly SqlToken[], start: number): number {
  switch (tokens[start]?.kind === 'word' ? tokens[start].text.toLowerCase() : '') {
    case 'explain': {
      let next = start + 1;
      if (isSymbol(tokens[next], '(')) next = endOfParentheses(tokens, next);
      if (tokens[next]?.text.toLowerCase() === 'analyze') next += 1;
      return mainVerb(tokens, next);
    }
    case 'with':
      return findAtTop(tokens, start + 1, (token) => {
        const verb = token.kind === 'word' ? verbOf(token.text) : null;
        return verb !== null && verb.kind !== 'leads';
      });
  }
  return start;
}

function guardCopy(tokens: readonly SqlToken[], paths: readonly string[]): Guarded {
  const at = findAtTop(tokens, 1, ({ kind, text }) => kind === 'word' && /^(to|from)$/i.test(text));
  const direction = tokens[at]?.text.toLowerCase();
  const target = tokens[at + 1];
  if (target?.kind !== 'text') {
    throw new RefusedError('not_supported', "COPY takes one path in quotes: COPY … TO 'file.csv'.");
  }
  if (direction === 'from') {
    return { kind: 'ok', statementClass: 'import', copyTo: null, paths: [...paths, target.text] };
  }
  const { text: path, start, end } = target;
  return { kind: 'ok', statementClass: 'export', copyTo: { path, start, end }, paths };
}

/** CREATE SECRET and DROP SECRET reach the engine's own settings. */
function refuseSecrets(tokens: readonly SqlToken[], start: number): void {
  const words = tokens.slice(start, start + 6).map(({ text }) => text.toLowerCase());
  const isDefinition = words[0] === 'create' || words[0] === 'drop';
  const kind = words.slice(1).find((word) => !fillers.has(word));
  if (isDefinition && kind === 'secret') {
    throw new RefusedError('forbidden', 'Secrets cannot be made: SQL reaches no other storage.');
  }
}

const fillers = new Set(['or', 'replace', 'persistent', 'temporary', 'temp']);

/** The first token outside parentheses that fits; past the end when there is none. */
function findAtTop(
  tokens: readonly SqlToken[],
  start: number,
  fits: (token: SqlToken) => boolean,
): number {
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (isSymbol(token, '(')) index = endOfParentheses(tokens, index) - 1;
    else if (token && fits(token)) return index;
  }
  return tokens.length;
}

/** The index behind the parenthesis that closes the one at `open`. */
function endOfParentheses(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (isSymbol(tokens[index], '(')) depth += 1;
    if (isSymbol(tokens[index], ')')) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

function isSymbol(token: SqlToken | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}
