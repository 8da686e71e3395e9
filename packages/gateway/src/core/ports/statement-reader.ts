import type { JobError } from '../job/ending.ts';
import type { StatementClass } from '../job/job.ts';
import type { Placeholders } from '../job/parameter.ts';
import type { Transfer } from '../job/transfer.ts';
import type { Growth } from '../quotas/growth.ts';

/** Says of a statement what it is and whether it may run, and runs nothing. */
export interface StatementReader {
  /** Reads a statement without touching any table: syntax, and whether it is allowed at all. */
  parse(sql: string): Promise<Parsed>;

  /** An import or export as the statement that it is, for people and for searches. */
  textOf(transfer: Transfer): string;

  /** Binds a statement against the project's tables and runs nothing. */
  check(projectId: string, sql: string, database: string): Promise<Parsed>;
}

export type Parsed =
  | (Placeholders & {
      readonly kind: 'ok';
      readonly statementClass: StatementClass;
      readonly growth: Growth;
    })
  | { readonly kind: 'refused'; readonly error: JobError };
