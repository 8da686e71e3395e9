import type { Column, JobError } from '../job/ending.ts';
import type { TableRef } from '../job/transfer.ts';

/** What databases and tables a project has. Reading it runs no job, waits for none, and has a deadline. */
export interface Catalog {
  /** By name; those of the engine itself are left out. */
  databases(projectId: string): Promise<CatalogAnswer<readonly DatabaseEntry[]>>;
  /** By name; null where there is no such database. */
  tables(projectId: string, database: string): Promise<CatalogAnswer<readonly TableEntry[] | null>>;
  /** Null where there is no such table. */
  table(projectId: string, table: TableRef): Promise<CatalogAnswer<TableDetail | null>>;
  /** The statement of a job that does it. Pure. */
  statementFor(wish: CatalogWish): CatalogStatement;
}

/** What can be done to databases and tables without writing SQL. Names are as they come. */
export type CatalogWish =
  | { readonly kind: 'create_database'; readonly database: string }
  | { readonly kind: 'drop_database'; readonly database: string; readonly cascade: boolean }
  | ({ readonly kind: 'create_table'; readonly columns: readonly AskedColumn[] } & Commented &
      TableRef)
  | ({ readonly kind: 'create_view'; readonly select: string } & Commented & TableRef)
  | ({ readonly kind: 'drop_table'; readonly is: TableEntry['kind'] } & TableRef)
  | ({ readonly kind: 'first_rows'; readonly count: number } & TableRef);

interface Commented {
  /** What it is, for people; empty where nothing is said. */
  readonly comment: string;
}

export interface AskedColumn extends Commented {
  readonly name: string;
  /** In the words of Spark SQL. */
  readonly type: string;
}

export type CatalogStatement =
  | { readonly kind: 'statement'; readonly sql: string }
  | { readonly kind: 'refused'; readonly error: JobError };

export type CatalogAnswer<T> =
  | { readonly kind: 'read'; readonly found: T }
  /** The engine could not be asked in time. */
  | { readonly kind: 'refused'; readonly error: JobError };

export interface DatabaseEntry {
  readonly name: string;
  /** Tables and views in it. */
  readonly tableCount: number;
}

export interface TableEntry {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly comment: string;
}

export interface TableDetail extends TableEntry {
  /** The statement that makes it. */
  readonly sql: string;
  readonly columns: readonly (Column & { readonly comment: string })[];
}
