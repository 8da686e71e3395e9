import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** These say themselves until when they count. With each, what names a row of it. */
const primaryKeys = {
  keys: ['project_id', 'key'],
  tombstones: ['project_id', 'key'],
  tokens: ['hash'],
} as const;

/** @param limit of each kind */
export async function deleteRunOut(
  transaction: Transaction<Tables>,
  now: number,
  limit: number,
): Promise<number> {
  let deleted = 0;
  for (const [table, columns] of Object.entries(primaryKeys)) {
    const names = sql.join(columns.map((column) => sql.ref(column)));
    const over = sql`select ${names} from ${sql.table(table)} where expires_at <= ${now} limit ${limit}`;
    const { numAffectedRows } =
      await sql`delete from ${sql.table(table)} where (${names}) in (${over})`.execute(transaction);
    deleted += Number(numAffectedRows);
  }
  return deleted;
}
