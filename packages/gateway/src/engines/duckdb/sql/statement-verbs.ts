import type { StatementClass } from '../../../core/job/job.ts';
import { type Refusal, refuse } from './refusal.ts';

export type VerbRule =
  | { readonly kind: 'allowed'; readonly statementClass: StatementClass }
  | Refusal;

/**
 * What a statement that begins with this word may do.
 * @returns undefined for a word that begins no statement of DuckDB: its parser says so best
 */
export function ruleOfVerb(verb: string): VerbRule | undefined {
  return rules.get(verb);
}

const classes: Record<StatementClass, readonly string[]> = {
  query: [
    'SELECT',
    'FROM',
    'VALUES',
    'TABLE',
    'PIVOT',
    'PIVOT_WIDER',
    'UNPIVOT',
    'PIVOT_LONGER',
    'SUMMARIZE',
  ],
  insert: ['INSERT'],
  update: ['UPDATE', 'MERGE'],
  delete: ['DELETE', 'TRUNCATE'],
  // What shows metadata is DDL to clients (dli-api.md 3.1).
  ddl: ['CREATE', 'ALTER', 'DROP', 'COMMENT', 'DESCRIBE', 'DESC', 'SHOW'],
  // COPY is the one verb whose class its direction decides.
  import: [],
  export: ['COPY'],
};

const transaction =
  'Each job is one transaction of its own: it is committed when it succeeds and rolled back when ' +
  'it does not. Submit the statement without it.';
const setting =
  'Nothing that it sets would outlive the job. Name the database with the request; what the ' +
  'engine is set to is for the operator of the server.';
const prepared =
  'Nothing prepared outlives a job: submit the statement itself, with its values as parameters of the ' +
  'request. In a session PREPARE, EXECUTE and DEALLOCATE are statements of their own.';
const upkeep = 'The server looks after its files by itself. Nothing needs to be submitted for it.';
const grant =
  'There are no grants in SQL here: what users may do is said by the privileges on queues (sluice queues grant).';
const wholeDatabase = "Write tables to files one by one: COPY table TO 'file.parquet'.";
const attach =
  "A job reaches the tables and the bucket directory of its own project only. Load files with COPY table FROM 'file', or read them with read_csv('file') or read_parquet('file').";
const extension =
  "No extension can be installed or loaded. To load a file into a table: COPY table FROM 'file'.";

const refusals: readonly (readonly [Refusal['error']['code'], string, readonly string[]])[] = [
  [
    'not_supported',
    transaction,
    ['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE'],
  ],
  ['not_supported', setting, ['SET', 'RESET', 'USE']],
  [
    'not_supported',
    "What it tells is in tables: FROM pragma_table_info('name'), FROM pragma_version().",
    ['PRAGMA'],
  ],
  ['not_supported', 'Call a function in a query: SELECT f(…), or FROM f(…).', ['CALL']],
  ['not_supported', prepared, ['PREPARE', 'EXECUTE', 'DEALLOCATE']],
  ['not_supported', upkeep, ['CHECKPOINT', 'FORCE', 'VACUUM', 'ANALYZE', 'ANALYSE']],
  ['not_supported', wholeDatabase, ['EXPORT', 'IMPORT']],
  ['not_supported', grant, ['GRANT', 'REVOKE']],
  ['forbidden', attach, ['ATTACH', 'DETACH']],
  ['forbidden', extension, ['INSTALL', 'LOAD']],
];

const rules: ReadonlyMap<string, VerbRule> = new Map([
  ...Object.entries(classes).flatMap(([statementClass, verbs]) =>
    verbs.map((verb): [string, VerbRule] => [
      verb,
      { kind: 'allowed', statementClass: statementClass as StatementClass },
    ]),
  ),
  ...refusals.flatMap(([code, reason, verbs]) =>
    verbs.map((verb): [string, VerbRule] => [
      verb,
      refuse(code, `${verb} cannot be submitted as a job. ${reason}`),
    ]),
  ),
]);
