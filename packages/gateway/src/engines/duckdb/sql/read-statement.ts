import { builtInDatabases, builtInMessage } from './built-in-databases.ts';
import type { StatementClass } from '../../../core/job/job.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { TransactionStep } from '../../../core/ports/session-engine.ts';
import type { SqlTokens } from './sql-tokens.ts';
import { ruleOfVerb } from './statement-verbs.ts';

export interface ReadStatement {
  readonly kind: 'statement';
  /** The word that says what it does, in upper case: `INSERT` also behind WITH. */
  readonly verb: string;
  readonly statementClass: StatementClass;
  /** Which token that word is. */
  readonly at: number;
  /** Absent: it is a statement like any other. */
  readonly step?: TransactionStep;
}

/**
 * Finds out what a statement does and whether it may.
 * @param start its first token
 */
export function readStatement(tokens: SqlTokens, start: number): ReadStatement | Refusal {
  if (tokens.wordAt(start) !== 'EXPLAIN') return readPlain(tokens, start);
  const startOfIt = startOfExplained(tokens, start + 1);
  const explained = readPlain(tokens, startOfIt);
  if (explained.kind === 'refused') return explained;
  const { verb } = explained;
  if (changesCatalog.has(verb) && startOfIt > start + 1) {
    return refuse(
      'not_supported',
      `EXPLAIN ${verb} takes no options here: with ANALYZE it would run. Submit the ${verb} as it is.`,
    );
  }
  if (verb === 'COPY') {
    return refuse('not_supported', 'EXPLAIN takes no COPY here. Explain the query that it copies.');
  }
  return { kind: 'statement', verb: 'EXPLAIN', statementClass: 'query', at: start };
}

const changesCatalog: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'COMMENT']);

function readPlain(tokens: SqlTokens, start: number): ReadStatement | Refusal {
  const at = tokens.wordAt(start) === 'WITH' ? endOfCommonTables(tokens, start) : start;
  const verb = tokens.isMark(at, '(') ? 'SELECT' : tokens.wordAt(at);
  const refused = refusalOfObject(tokens, verb, at);
  if (refused) return refused;
  // What begins no statement of DuckDB is left to its parser, which says best what is wrong.
  const rule = ruleOfVerb(verb) ?? { kind: 'allowed', statementClass: 'query' };
  if (rule.kind === 'refused') return rule;
  return { kind: 'statement', verb, statementClass: rule.statementClass, at };
}

/** The token behind EXPLAIN, its words and its options in brackets. A query may be in brackets, too. */
function startOfExplained(tokens: SqlTokens, start: number): number {
  let at = start;
  while (['ANALYZE', 'ANALYSE', 'VERBOSE'].includes(tokens.wordAt(at))) at += 1;
  if (!tokens.isMark(at, '(')) return at;
  const behind = endOfBrackets(tokens, at);
  const word = tokens.wordAt(behind);
  return word === 'WITH' || ruleOfVerb(word) ? behind : at;
}

/** The token behind the last `name AS (…)` of a WITH. */
function endOfCommonTables(tokens: SqlTokens, start: number): number {
  let at = start;
  while (at < tokens.length) {
    if (!tokens.isMark(at, '(')) {
      at += 1;
      continue;
    }
    at = endOfBrackets(tokens, at);
    const goesOn = tokens.isMark(at, ',') || ['AS', 'USING'].includes(tokens.wordAt(at));
    if (!goesOn) return at;
  }
  return at;
}

/** The token behind the bracket that closes the one at `open`. */
export function endOfBrackets(tokens: SqlTokens, open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens.isMark(at, '(')) depth += 1;
    if (tokens.isMark(at, ')')) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Verbs that may, with an object that may not. */
function refusalOfObject(tokens: SqlTokens, verb: string, at: number): Refusal | null {
  const object = objectOf(tokens, at);
  const word = tokens.wordAt(object);
  switch (verb) {
    case 'CREATE':
    case 'DROP':
      if (word === 'SECRET') {
        return refuse('forbidden', `${verb} SECRET is not allowed: jobs reach no other storage.`);
      }
      if (word === 'DATABASE') {
        const message = `A database is a schema here: ${verb} SCHEMA name.`;
        return refuse('not_supported', message);
      }
      return verb === 'DROP' && word === 'SCHEMA' ? refusalOfBuiltIn(tokens, object + 1) : null;
    case 'ALTER':
      if (word === 'SEQUENCE') return refusalOfOwner(tokens, object);
      return word === 'DATABASE'
        ? refuse('not_supported', 'ALTER DATABASE cannot be submitted as a job.')
        : null;
    case 'LOAD':
      return word === 'DATA' && ['LOCAL', 'INPATH'].includes(tokens.wordAt(object + 1))
        ? refuse('not_supported', loadData)
        : null;
    case 'UPDATE':
      // A table may have this name; then an alias or SET follows.
      return word === 'EXTENSIONS' && !tokens.isName(object + 1)
        ? refuse('forbidden', 'UPDATE EXTENSIONS is not allowed: no extension can be installed.')
        : null;
    default:
      return null;
  }
}

/** DuckDB 1.5.6 cannot replay the DROP of a table that has its own sequence: the database would stay shut. */
function refusalOfOwner(tokens: SqlTokens, start: number): Refusal | null {
  for (let at = start; at < tokens.length; at++) {
    if (tokens.wordAt(at) === 'OWNED' && tokens.wordAt(at + 1) === 'BY') {
      return refuse(
        'not_supported',
        'A sequence that a table owns is not supported here. Drop both: first the table, then the sequence.',
      );
    }
  }
  return null;
}

/** Without the database of all jobs that name none, none of those could run. */
function refusalOfBuiltIn(tokens: SqlTokens, start: number): Refusal | null {
  const name = tokens.wordAt(start) === 'IF' ? start + 2 : start;
  const last = tokens.isMark(name + 1, '.') ? name + 2 : name;
  const database = tokens.textAt(last);
  if (!builtInDatabases.has(database.toLowerCase())) return null;
  return refuse('forbidden', builtInMessage(database));
}

/** Spark's. */
const loadData =
  'LOAD DATA cannot be submitted as a job. Import the file: import-table of DLI, POST /api/v1/imports, ' +
  "sluice tables import, or COPY table FROM 'file'.";

/** All words that DuckDB takes there. */
const modifiers = new Set([
  'OR',
  'REPLACE',
  'LOCAL',
  'GLOBAL',
  'TEMP',
  'TEMPORARY',
  'PERSISTENT',
  'UNLOGGED',
  'RECURSIVE',
  'UNIQUE',
]);

/** The token behind a verb and its modifiers: `TABLE` of CREATE OR REPLACE TEMP TABLE. */
export function objectOf(tokens: SqlTokens, verb: number): number {
  let at = verb + 1;
  while (modifiers.has(tokens.wordAt(at))) at += 1;
  return at;
}
