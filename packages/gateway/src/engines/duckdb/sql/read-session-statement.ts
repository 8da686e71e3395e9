import type { TransactionStep } from '../../../core/ports/session-engine.ts';
import { placeholdersIn } from './placeholders-in.ts';
import { readPrepare } from './prepared-statement.ts';
import type { ReadStatement } from './read-statement.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

/**
 * Reads what only a session may say: the begin and the end of a transaction, its database, its search path,
 * its variables, what it has prepared. All else that could be set counts for the whole host, and with it for others.
 * @param start the statement's first token
 * @returns null for any other statement
 */
export function readSessionStatement(
  tokens: SqlTokens,
  start: number,
): ReadStatement | Refusal | null {
  const verb = tokens.wordAt(start);
  const step = steps.get(verb);
  if (step) return { kind: 'statement', verb, statementClass: 'ddl', at: start, step };
  switch (verb) {
    case 'USE':
      return setting(verb, start);
    case 'SET':
    case 'RESET':
      return readSetting(tokens, start, verb);
    case 'PREPARE':
      return readPrepare(tokens, start);
    case 'EXECUTE':
      return readExecute(tokens, start);
    case 'DEALLOCATE':
      return setting(verb, start);
    case 'SAVEPOINT':
    case 'RELEASE':
      return refuse('not_supported', 'DuckDB has no savepoints. Use BEGIN, COMMIT and ROLLBACK.');
    default:
      return null;
  }
}

/** What it runs was guarded when it was prepared; that it writes it says itself (`write-note.ts`). */
function readExecute(tokens: SqlTokens, start: number): ReadStatement | Refusal {
  const { parameterCount, parameterNames } = placeholdersIn(tokens);
  if (parameterCount > 0 || parameterNames.length > 0) {
    return refuse(
      'not_supported',
      "EXECUTE takes no parameters of its own. Give it the values, as in EXECUTE name(1, 'a'), or submit " +
        'the statement that was prepared, with its parameters.',
    );
  }
  return { kind: 'statement', verb: 'EXECUTE', statementClass: 'query', at: start };
}

const steps: ReadonlyMap<string, TransactionStep> = new Map([
  ['BEGIN', 'begin'],
  ['START', 'begin'],
  ['COMMIT', 'commit'],
  ['END', 'commit'],
  ['ROLLBACK', 'rollback'],
  ['ABORT', 'rollback'],
]);

function readSetting(
  tokens: SqlTokens,
  start: number,
  verb: 'SET' | 'RESET',
): ReadStatement | Refusal {
  const scope = tokens.wordAt(start + 1);
  const at = start + 1 + Number(scope === 'SESSION' || scope === 'LOCAL');
  const name = tokens.wordAt(at);
  if (name === 'VARIABLE' || name === 'SCHEMA' || name === 'SEARCH_PATH')
    return setting(verb, start);
  return refuse(
    'not_supported',
    `${verb} ${tokens.isName(at) ? tokens.textAt(at) : 'of that'} is not supported: a session has its ` +
      'variables (SET VARIABLE name = value), its database (USE name) and its search path (SET ' +
      'search_path). What the engine is set to counts for everybody in the project, and is for the ' +
      'operator of the server.',
  );
}

function setting(verb: string, at: number): ReadStatement {
  return { kind: 'statement', verb, statementClass: 'ddl', at };
}
