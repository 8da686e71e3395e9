import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { TableRef } from '../job/transfer.ts';
import type { CatalogWish } from '../ports/catalog.ts';
import type { Actions } from './actions.ts';

/**
 * What a caller may ask of databases and tables. He could ask it by SQL: all of it takes SUBMIT_JOB on some
 * queue. What changes them is a job, and is asked for as one.
 */
export function guardCatalog({ catalogOf }: Actions, rights: Rights) {
  const open = async (principal: Principal) => {
    await rights.demandAnywhere(principal, 'SUBMIT_JOB');
    return catalogOf(principal.projectId);
  };

  return {
    listDatabases: async (principal: Principal) =>
      (await open(principal)).databases(principal.projectId),

    listTables: async (principal: Principal, database: string) =>
      (await open(principal)).tables(principal.projectId, database),

    findTable: async (principal: Principal, table: TableRef) =>
      (await open(principal)).table(principal.projectId, table),

    catalogStatement: async (principal: Principal, wish: CatalogWish) =>
      (await open(principal)).statementFor(wish),
  };
}
