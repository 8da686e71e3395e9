import { firstStatement } from './first-statement.ts';
import type { StatementClass } from '../../../core/job/job.ts';
import { foldName } from '../../../core/job/parameter.ts';
import { type ReadStatement, readStatement } from './read-statement.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

/**
 * Reads PREPARE name AS statement. What it prepares is guarded as it stands there, and is one that only reads or
 * writes rows: so an EXECUTE does nothing that was not looked at, and leaves nothing in its session.
 * @param start the token of PREPARE
 */
export function readPrepare(tokens: SqlTokens, start: number): ReadStatement | Refusal {
  if (!tokens.isName(start + 1) || tokens.wordAt(start + 2) !== 'AS') {
    return refuse(
      'syntax',
      'It has to be PREPARE name AS statement, without types: cast in it, $1::INTEGER.',
    );
  }
  const prepared = readStatement(tokens, start + 3);
  if (prepared.kind === 'refused') return prepared;
  const { verb, statementClass } = prepared;
  if (!preparable.has(statementClass) || verb === 'EXPLAIN') {
    return refuse(
      'not_supported',
      `${verb} cannot be prepared: PREPARE takes a query, INSERT, UPDATE or DELETE. Submit it as it is.`,
    );
  }
  return { kind: 'statement', verb: 'PREPARE', statementClass: 'ddl', at: start };
}

const preparable: ReadonlySet<StatementClass> = new Set(['query', 'insert', 'update', 'delete']);

/** The name of what PREPARE or DEALLOCATE is about, as DuckDB knows it; null for any other text. */
export function preparedName(sql: string): string | null {
  const found = wordsOf(sql);
  if (!found) return null;
  const { tokens, verb, at } = found;
  const isLong = verb === 'DEALLOCATE' && tokens.wordAt(at) === 'PREPARE' && tokens.isName(at + 1);
  return foldName(tokens.textAt(isLong ? at + 1 : at));
}

/** The statement that a PREPARE prepares. */
export function preparedSql(sql: string): string | null {
  const found = wordsOf(sql);
  return found?.verb === 'PREPARE' ? sql.slice(found.tokens.startOf(found.at + 2)) : null;
}

/** Its verb, and the token behind it. */
function wordsOf(sql: string) {
  const first = firstStatement(sql);
  if (!first) return null;
  const { tokens, start } = first;
  const verb = tokens.wordAt(start);
  return ['PREPARE', 'DEALLOCATE'].includes(verb) ? { tokens, verb, at: start + 1 } : null;
}
