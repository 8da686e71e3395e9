import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { CatalogWish } from '../../core/ports/catalog.ts';
import { databaseThere, noDatabase, noTable, notEmpty, tableThere } from './catalog-refusals.ts';
import { jobErrorRefusal } from './job-error-codes.ts';
import type { Refusal } from './refusal.ts';

/**
 * Why this cannot be done to a database or table as things are now: what it makes is there, or what it is
 * about is not. Null: nothing that the catalog knows of is in the way.
 */
export async function catalogFault(
  actions: GuardedActions,
  principal: Principal,
  wish: CatalogWish,
): Promise<Refusal | null> {
  const { database } = wish;
  if (wish.kind === 'drop_table' || wish.kind === 'first_rows') {
    const answer = await actions.findTable(principal, wish);
    if (answer.kind === 'refused') return jobErrorRefusal(answer.error);
    return answer.found === null ? noTable(wish.table) : null;
  }
  const answer = await actions.listTables(principal, database);
  if (answer.kind === 'refused') return jobErrorRefusal(answer.error);
  const tables = answer.found;
  switch (wish.kind) {
    case 'create_database':
      return tables === null ? null : databaseThere(database);
    case 'drop_database': {
      if (tables === null) return noDatabase(database);
      return tables.length === 0 || wish.cascade ? null : notEmpty(database, tables.length);
    }
    case 'create_table':
    case 'create_view': {
      if (tables === null) return noDatabase(database);
      const asked = wish.table.toLowerCase();
      const isThere = tables.some(({ name }) => name.toLowerCase() === asked);
      return isThere ? tableThere(wish.table) : null;
    }
  }
}
