import type { TableRef } from '../../core/job/transfer.ts';
import type { Catalog, CatalogAnswer } from '../../core/ports/catalog.ts';
import type { HostOrder, HostReplies } from './messages/host-messages.ts';
import { outOfReach } from './out-of-reach.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { catalogSql } from './sql/catalog-sql.ts';

/** With the start of a host that does not run. */
const readMs = 15_000;

type Ask = Extract<HostOrder, { op: 'databases' | 'tables' | 'table' }>;

/** The catalog of each project, as its host reads it. */
export class DuckdbCatalog implements Catalog {
  readonly #hosts: ProjectHosts;

  constructor(hosts: ProjectHosts) {
    this.#hosts = hosts;
  }

  databases(projectId: string) {
    return this.#ask(projectId, { op: 'databases' });
  }

  tables(projectId: string, database: string) {
    return this.#ask(projectId, { op: 'tables', database });
  }

  table(projectId: string, { database, table }: TableRef) {
    return this.#ask(projectId, { op: 'table', database, table });
  }

  readonly statementFor = catalogSql;

  async #ask<A extends Ask>(
    projectId: string,
    ask: A,
  ): Promise<CatalogAnswer<HostReplies[A['op']]['found']>> {
    try {
      const host = await this.#hosts.of(projectId, readMs);
      const { found } = await host.call<A>(ask, readMs);
      return { kind: 'read', found };
    } catch (error) {
      return { kind: 'refused', error: outOfReach(error).error };
    }
  }
}
