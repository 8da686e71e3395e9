import { endOfBrackets } from './read-statement.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

/** A COPY with its one file. */
export type Copy = CopyTo | CopyFrom;

export interface CopyTo {
  readonly direction: 'to';
  readonly path: string;
  /** Where the path's literal stands in the statement, so that another can take its place. */
  readonly start: number;
  readonly end: number;
}

export interface CopyFrom {
  readonly direction: 'from';
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export type ReadCopy = { readonly kind: 'copy'; readonly copy: Copy } | Refusal;

/** @param verb which token is the word COPY */
export function readCopy(tokens: SqlTokens, verb: number): ReadCopy {
  if (tokens.wordAt(verb + 1) === 'FROM') {
    return refuse('not_supported', 'COPY FROM DATABASE cannot be submitted as a job.');
  }
  const direction = directionOfCopy(tokens, verb + 1);
  const literal = tokens.at(direction + 1);
  if (literal?.kind !== 'text') return refuse('not_supported', needsPlainPath);
  const { text: path, start, end } = literal;
  if (tokens.wordAt(direction) === 'FROM') {
    return { kind: 'copy', copy: { direction: 'from', path, start, end } };
  }
  return (
    refuseOptions(tokens, direction + 2) ?? {
      kind: 'copy',
      copy: { direction: 'to', path, start, end },
    }
  );
}

const needsPlainPath =
  "COPY takes one file as plain text: COPY table TO 'file.csv', COPY (SELECT …) TO 'file.parquet', COPY table FROM 'file.csv'.";

/** The word TO or FROM outside all brackets; behind the last token where there is none. */
function directionOfCopy(tokens: SqlTokens, start: number): number {
  let at = start;
  while (at < tokens.length && !['TO', 'FROM'].includes(tokens.wordAt(at))) {
    at = tokens.isMark(at, '(') ? endOfBrackets(tokens, at) : at + 1;
  }
  return at;
}

/** Options that reach outside the file or directory which COPY names, or tell where it really wrote. */
function refuseOptions(tokens: SqlTokens, start: number): Refusal | null {
  for (let at = start; at < tokens.length; at++) {
    if (!tokens.isName(at)) continue;
    const option = tokens.textAt(at).toUpperCase();
    switch (option) {
      case 'FILENAME_PATTERN':
      case 'FILE_EXTENSION':
        if (!isPlainFileName(tokens, at + 1)) {
          const message = `${option} takes a plain text without '/' here, such as 'part_{i}'.`;
          return refuse('not_supported', message);
        }
        break;
      case 'RETURN_FILES':
      case 'RETURN_STATS':
        return refuse(
          'not_supported',
          `COPY takes no ${option} here: files get their names when the job has succeeded.`,
        );
      default:
        break;
    }
  }
  return null;
}

function isPlainFileName(tokens: SqlTokens, at: number): boolean {
  const isWhole = tokens.isMark(at + 1, ',') || tokens.isMark(at + 1, ')');
  return tokens.kindAt(at) === 'text' && isWhole && !/[/\\]/.test(tokens.textAt(at));
}
