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
    switch (tokens.markAt(at)) {
      case '(':
      case '[':
      case '{':
        outer.push(level);
        level = isCallWithFrom(tokens, at - 1) ? inCallWithFrom : plain;
        break;
      case ')':
      case ']':
      case '}':
        level = outer.pop() ?? plain;
        break;
      case ',':
      case ':':
        // FROM t, 'a.csv' and FROM alias: 'a.csv'.
        if (level & inTables) addFile(tokens, at + 1, files);
        break;
      default:
        level = levelBehindWord(tokens, at, level, files);
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

const callsWithFrom = new Set(['EXTRACT', 'OVERLAY', 'POSITION', 'SUBSTRING', 'TRIM']);

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

/** A table may have the name of such a call: `INSERT INTO trim (SELECT … FROM …)`. */
function isCallWithFrom(tokens: SqlTokens, name: number): boolean {
  const isTable = tokens.wordAt(name - 1) === 'INTO' || tokens.isMark(name - 1, '.');
  return callsWithFrom.has(tokens.wordAt(name)) && !isTable;
}

function levelBehindWord(tokens: SqlTokens, at: number, level: Level, files: string[]): Level {
  const word = tokens.wordAt(at);
  if (endsTables.has(word)) return level & ~inTables;
  if (!startsTable.has(word) || isFromOfExpression(tokens, at, level)) return level;
  addFile(tokens, at + 1, files);
  // `JOIN b USING (id)` names columns, `DELETE FROM a USING b, c` tables.
  const startsTables = word === 'FROM' || (word === 'USING' && !tokens.isMark(at + 1, '('));
  return startsTables ? level | inTables : level;
}

function isFromOfExpression(tokens: SqlTokens, at: number, level: Level): boolean {
  if (tokens.wordAt(at) !== 'FROM') return false;
  const isComparison =
    tokens.wordAt(at - 1) === 'DISTINCT' && ['IS', 'NOT'].includes(tokens.wordAt(at - 2));
  return isComparison || (level & inCallWithFrom) !== 0;
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
