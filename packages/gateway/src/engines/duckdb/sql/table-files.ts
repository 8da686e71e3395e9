import type { SqlTokens } from './sql-tokens.ts';

/**
 * The files that a statement names where a table could stand: DuckDB reads FROM 'a.csv' and
 * FROM "dir/a.csv" as files. Texts elsewhere are values.
 */
export function tableFiles(tokens: SqlTokens): readonly string[] {
  const files: string[] = [];
  const outer: Level[] = [];
  let level = plain;
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.kindAt(at) === 'word') {
      const word = tokens.wordAt(at);
      if (endsTables.has(word)) level &= ~inTables;
      if (!startsTable.has(word) || isFromOfExpression(tokens, at, level)) continue;
      if (startsTables(tokens, at, word)) level |= inTables;
      addFile(tokens, at + 1, files);
    } else if (isBracket(tokens, at, '([{')) {
      outer.push(level);
      level = ownFrom.has(tokens.wordAt(at - 1)) ? inCallWithFrom : plain;
    } else if (isBracket(tokens, at, ')]}')) {
      level = outer.pop() ?? plain;
    } else if (level & inTables && isBracket(tokens, at, ',:')) {
      // FROM t, 'a.csv' and FROM alias: 'a.csv'.
      addFile(tokens, at + 1, files);
    }
  }
  return files;
}

/** What is known between two brackets, in bits: a text may open millions of them. */
type Level = number;
const plain: Level = 0;
/** A list of tables goes on: a comma leads to the next. */
const inTables: Level = 1;
/** FROM belongs to the call, as in `extract(year FROM x)`. */
const inCallWithFrom: Level = 2;

const ownFrom = new Set(['EXTRACT', 'OVERLAY', 'POSITION', 'SUBSTRING', 'TRIM']);

const startsTable = new Set([
  'DESC',
  'DESCRIBE',
  'FROM',
  'INTO',
  'JOIN',
  'ONLY',
  'PIVOT',
  'PIVOT_LONGER',
  'PIVOT_WIDER',
  'SHOW',
  'SUMMARIZE',
  'TABLE',
  'UNPIVOT',
  'UPDATE',
  'USING',
]);

const endsTables = new Set([
  'EXCEPT',
  'GROUP',
  'HAVING',
  'INTERSECT',
  'LIMIT',
  'OFFSET',
  'ORDER',
  'QUALIFY',
  'RETURNING',
  'SELECT',
  'SET',
  'UNION',
  'VALUES',
  'WHERE',
  'WINDOW',
]);

/** `JOIN b USING (id)` names columns, `DELETE FROM a USING b, c` tables. */
function startsTables(tokens: SqlTokens, at: number, word: string): boolean {
  return word === 'FROM' || (word === 'USING' && !tokens.isMark(at + 1, '('));
}

function isFromOfExpression(tokens: SqlTokens, at: number, level: Level): boolean {
  if (tokens.wordAt(at) !== 'FROM') return false;
  const isComparison =
    tokens.wordAt(at - 1) === 'DISTINCT' && ['IS', 'NOT'].includes(tokens.wordAt(at - 2));
  return isComparison || (level & inCallWithFrom) !== 0;
}

function isBracket(tokens: SqlTokens, at: number, marks: string): boolean {
  return tokens.kindAt(at) === 'mark' && marks.includes(tokens.sql.charAt(tokens.startOf(at)));
}

function addFile(tokens: SqlTokens, at: number, files: string[]): void {
  if (tokens.kindAt(at) === 'text') files.push(tokens.textAt(at));
  if (!tokens.isName(at)) return;
  // The parts of a name are joined to a path again; without quotes none leads out of the directory.
  const parts = [at];
  while (parts.length < 3 && tokens.isMark(at + 1, '.') && tokens.isName(at + 2)) {
    at += 2;
    parts.push(at);
  }
  const isQuoted = parts.some((part) => tokens.kindAt(part) === 'quoted');
  const name = parts.map((part) => tokens.textAt(part)).join('.');
  if (isQuoted && name.includes('/') && readableEnding.test(name)) files.push(name);
}

const readableEnding =
  /\.(?:csv|tsv|parquet|json|jsonl|ndjson|db|ddb|duckdb)(?:\?|(?:\.gz|\.zst)?$)/i;
