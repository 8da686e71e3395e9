import type { DatabaseList, NamedPageQuery, Table, TableList } from '@sluice/protocol';
import type { Gateway } from './call-gateway.ts';
import { getFromGateway } from './get-from-gateway.ts';
import type { CallOptions } from './sluice-client.ts';

/** The databases and tables of a project. To look at them runs no job. */
export class CatalogClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** One page of the databases, by name. */
  databases(query: NamedPageQuery = {}, options: CallOptions = {}): Promise<DatabaseList> {
    return getFromGateway<DatabaseList>(this.#gateway, '/databases', 'databases', options, query);
  }

  /** One page of the tables and views of a database, by name. */
  tables(
    database: string,
    query: NamedPageQuery = {},
    options: CallOptions = {},
  ): Promise<TableList> {
    return getFromGateway<TableList>(
      this.#gateway,
      `${pathOf(database)}/tables`,
      'tables',
      options,
      query,
    );
  }

  /** A table or a view with its columns. */
  table(database: string, table: string, options: CallOptions = {}): Promise<Table> {
    const path = `${pathOf(database)}/tables/${encodeURIComponent(table)}`;
    return getFromGateway<Table>(this.#gateway, path, 'columns', options);
  }
}

function pathOf(database: string): string {
  return `/databases/${encodeURIComponent(database)}`;
}
