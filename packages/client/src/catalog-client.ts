import type { DatabaseList, NamedPageQuery, Table, TableList } from '@sluice/protocol';
import { callGateway, type Gateway, type Query } from './call-gateway.ts';
import type { CallOptions } from './sluice-client.ts';

/** The databases and tables of a project. To look at them runs no job. */
export class CatalogClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** One page of the databases, by name. */
  databases(query: NamedPageQuery = {}, options: CallOptions = {}): Promise<DatabaseList> {
    return this.#get<DatabaseList>('/databases', 'databases', options, query);
  }

  /** One page of the tables and views of a database, by name. */
  tables(
    database: string,
    query: NamedPageQuery = {},
    options: CallOptions = {},
  ): Promise<TableList> {
    return this.#get<TableList>(`${pathOf(database)}/tables`, 'tables', options, query);
  }

  /** A table or a view with its columns. */
  table(database: string, table: string, options: CallOptions = {}): Promise<Table> {
    const path = `${pathOf(database)}/tables/${encodeURIComponent(table)}`;
    return this.#get<Table>(path, 'columns', options);
  }

  #get<Answer extends object>(
    path: string,
    expected: keyof Answer & string,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions,
    query?: Query,
  ): Promise<Answer> {
    const call = { method: 'GET', path, query, timeoutMs, signal } as const;
    return callGateway<Answer>(this.#gateway, call, expected);
  }
}

function pathOf(database: string): string {
  return `/databases/${encodeURIComponent(database)}`;
}
