import { type Static, Type } from 'typebox';

const statementClasses = [
  'query',
  'insert',
  'update',
  'delete',
  'ddl',
  'import',
  'export',
  /** No statement: a program. */
  'batch',
  /** No statement: the product's own work on a queue. */
  'restart_queue',
] as const;

/** What a statement does. */
export const StatementClass = Type.Enum([...statementClasses], {
  description: `one of ${statementClasses.join(', ')}`,
});

export type StatementClass = Static<typeof StatementClass>;
