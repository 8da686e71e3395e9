import type { JobErrorCode } from '../../../core/job/ending.ts';
import type { StatementClass } from '../../../core/job/job.ts';

/** What the first word of a statement says. */
export type Verb =
  | { readonly kind: 'runs'; readonly statementClass: StatementClass }
  | { readonly kind: 'copies' }
  /** The word that counts comes later. */
  | { readonly kind: 'leads' }
  | { readonly kind: 'refused'; readonly code: JobErrorCode; readonly advice: string };

const transaction = refused(
  'not_supported',
  'Each job is one transaction of its own: it commits when it succeeds and leaves nothing when it ' +
    'fails or is cancelled.',
);
const setting = refused(
  'not_supported',
  'Settings are fixed. Name the database with the request (currentdb, or database), or in the SQL.',
);
const outside = refused(
  'forbidden',
  'A project has its own database and loads nothing from outside.',
);
const maintenance = refused('not_supported', 'The gateway looks after the storage by itself.');
const prepared = refused(
  'not_supported',
  'Each job has a connection of its own; send the whole SQL.',
);
const whole = refused(
  'not_supported',
  'Copy one table or query at a time: COPY … TO, COPY … FROM.',
);
const rights = refused('not_supported', 'Rights are a matter of projects and roles, not of SQL.');

/** The allow-list. A word that is not on it is left to DuckDB's own parser and statement classes. */
const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...each(['select', 'from', 'values', 'table', 'summarize', 'pivot', 'unpivot'], runs('query')),
  ...each(['describe', 'desc', 'show'], runs('ddl')),
  ...each(['insert'], runs('insert')),
  ...each(['update', 'merge'], runs('update')),
  ...each(['delete', 'truncate'], runs('delete')),
  ...each(['create', 'alter', 'drop', 'comment'], runs('ddl')),
  ...each(['copy'], { kind: 'copies' }),
  ...each(['with', 'explain'], { kind: 'leads' }),
  ...each(['begin', 'start', 'commit', 'end', 'rollback', 'abort', 'savepoint'], transaction),
  ...each(['set', 'reset', 'use', 'pragma', 'call'], setting),
  ...each(['attach', 'detach', 'install', 'load', 'update_extensions'], outside),
  ...each(['checkpoint', 'force', 'vacuum', 'analyze'], maintenance),
  ...each(['prepare', 'execute', 'deallocate'], prepared),
  ...each(['export', 'import'], whole),
  ...each(['grant', 'revoke'], rights),
]);

export function verbOf(word: string): Verb | null {
  return verbs.get(word.toLowerCase()) ?? null;
}

function runs(statementClass: StatementClass): Verb {
  return { kind: 'runs', statementClass };
}

function refused(code: JobErrorCode, advice: string): Verb {
  return { kind: 'refused', code, advice };
}

function each(words: readonly string[], verb: Verb): [string, Verb][] {
  return words.map((word) => [word, verb]);
}
