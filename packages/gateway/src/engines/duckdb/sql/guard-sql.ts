import type { StatementClass } from '../../../core/job/job.ts';
import type { Placeholders } from '../../../core/job/parameter.ts';
import type { TransactionStep } from '../../../core/ports/session-engine.ts';
import { areComments } from './are-comments.ts';
import { checkFunctions } from './check-functions.ts';
import { refuseHiddenView, refuseReservedNames } from './check-names.ts';
import { type Copy, readCopy } from './copy-statement.ts';
import { refuseDoubtfulPath } from './file-path.ts';
import { objectOf, type ReadStatement, readStatement } from './read-statement.ts';
import { readSessionStatement } from './read-session-statement.ts';
import { placeholdersIn } from './placeholders-in.ts';
import { placeOf, type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';
import { tableFiles } from './table-files.ts';
import { tokenizeSql } from './tokenize-sql.ts';

export type Guarded = GuardedStatement | Refusal;

/** A statement that may run, if all its files lie where the project may read and write. */
export interface GuardedStatement extends Placeholders {
  readonly kind: 'ok';
  readonly statementClass: StatementClass;
  /** The word that says what it does, in upper case. */
  readonly verb: string;
  /** The word that says what a CREATE makes, in upper case; null of another statement. */
  readonly creates: string | null;
  readonly copy: Copy | null;
  /** What it does to a user's transaction; only a session has one. */
  readonly step: TransactionStep;
  /** Every file that it reads, as written; what COPY … TO writes is in `copy`. */
  readonly paths: readonly string[];
}

/** What a statement is to be: a job of its own, or a statement of a session. */
export type Scope = 'job' | 'session';

/**
 * Decides from the text alone what may run at all, before DuckDB sees it. DuckDB has no grants, and
 * its sandbox leaves open what would reach other jobs, the product's own tables or its files.
 * Whether the text is correct SQL is for DuckDB to say.
 */
export function guardSql(sql: string, scope: Scope): Guarded {
  const fault = textFault(sql);
  if (fault) return fault;
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') {
    return refuse('syntax', `At ${placeOf(sql, tokenized.position)}: ${tokenized.problem}`);
  }
  const { tokens } = tokenized;
  const start = startOfOnlyStatement(tokens, scope);
  if (typeof start !== 'number') return start;
  const statement =
    (scope === 'session' ? readSessionStatement(tokens, start) : null) ??
    readStatement(tokens, start);
  if (statement.kind === 'refused') return statement;
  return refuseReservedNames(tokens) ?? guardFiles(tokens, statement);
}

/** Characters that DuckDB cannot take: it would cut the text at a NUL and run what is before. */
function textFault(sql: string): Refusal | null {
  const found = /\0|\p{Surrogate}/u.exec(sql);
  if (!found) return null;
  const what = found[0] === '\0' ? 'a NUL character' : 'half of a surrogate pair';
  return refuse('syntax', `At ${placeOf(sql, found.index)}: there is ${what}. Leave it out.`);
}

/**
 * A job that makes something may say at once what that is, so that both are there or neither.
 * @returns its first token
 */
function startOfOnlyStatement(tokens: SqlTokens, scope: Scope): number | Refusal {
  let start = 0;
  while (tokens.isMark(start, ';')) start += 1;
  if (start === tokens.length) {
    return refuse(
      'syntax',
      'The statement is empty: there is nothing in it but spaces and comments.',
    );
  }
  let isEnded = false;
  for (let at = start; at < tokens.length; at++) {
    if (tokens.isMark(at, ';')) isEnded = true;
    else if (isEnded) {
      const isMade = scope === 'job' && tokens.wordAt(start) === 'CREATE';
      if (isMade && areComments(tokens, at)) return start;
      const place = placeOf(tokens.sql, tokens.startOf(at));
      const message = `This takes one statement, and another begins at ${place}. Submit each by itself.`;
      return refuse('not_supported', message);
    }
  }
  return start;
}

function guardFiles(
  tokens: SqlTokens,
  { verb, statementClass, at, step = 'statement' }: ReadStatement,
): Guarded {
  const functions = checkFunctions(tokens);
  if (functions.kind === 'refused') return functions;
  // The file of COPY … FROM is among them: it stands where a table could.
  const paths = [...new Set([...functions.paths, ...tableFiles(tokens)])];
  const read = verb === 'COPY' ? readCopy(tokens, at) : null;
  if (read?.kind === 'refused') return read;
  const copy = read?.copy ?? null;
  for (const path of copy ? [...paths, copy.path] : paths) {
    // FROM 'name' is a table's name as well as a file's.
    const refused = refuseHiddenView(path) ?? refuseDoubtfulPath(path);
    if (refused) return refused;
  }
  return {
    kind: 'ok',
    // Those of a statement that is prepared are for EXECUTE.
    ...(verb === 'PREPARE' ? noPlaceholders : placeholdersIn(tokens)),
    statementClass: copy?.direction === 'from' ? 'import' : statementClass,
    verb,
    creates: verb === 'CREATE' ? tokens.wordAt(objectOf(tokens, at)) : null,
    step,
    copy,
    paths,
  };
}

const noPlaceholders: Placeholders = { parameterCount: 0, parameterNames: [] };
