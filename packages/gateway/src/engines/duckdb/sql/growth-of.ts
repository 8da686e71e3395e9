import type { Growth } from '../../../core/quotas/growth.ts';
import type { GuardedStatement } from './guard-sql.ts';

/**
 * What a statement adds to. What takes away counts as adding nothing, so that a project whose database
 * is full can make room: DELETE, TRUNCATE and DROP. A SELECT that writes by a function (`nextval`)
 * passes for one that reads.
 */
export function growthOf({ verb, statementClass, step }: GuardedStatement): Growth {
  // What a transaction adds is judged with the statements in it.
  if (step !== 'statement') return 'nothing';
  // What it runs is known to its session alone, and may be an INSERT.
  if (verb === 'EXECUTE') return 'database';
  switch (statementClass) {
    case 'query':
      return 'results';
    case 'insert':
    case 'update':
    case 'import':
      return 'database';
    case 'delete':
      return 'nothing';
    case 'export':
      return 'bucket';
    case 'ddl':
      return growthOfDdl(verb);
  }
}

function growthOfDdl(verb: string): Growth {
  switch (verb) {
    case 'DROP':
    case 'COMMENT':
    case 'USE':
    case 'SET':
    case 'RESET':
    case 'PREPARE':
    case 'DEALLOCATE':
      return 'nothing';
    case 'SHOW':
    case 'DESCRIBE':
    case 'DESC':
      return 'results';
    default:
      return 'database';
  }
}
