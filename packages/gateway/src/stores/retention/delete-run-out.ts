import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** Keys, tombstones and tokens say themselves until when they count. */
export async function deleteRunOut(
  transaction: Transaction<Tables>,
  now: number,
  limit: number,
): Promise<number> {
  return (
    (await deleteKeys(transaction, now, limit)) +
    (await deleteTombstones(transaction, now, limit)) +
    (await deleteTokens(transaction, now, limit))
  );
}

async function deleteKeys(transaction: Transaction<Tables>, now: number, limit: number) {
  const over = await transaction
    .selectFrom('keys')
    .select(['project_id', 'key'])
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute();
  for (const { project_id, key } of over) {
    await transaction
      .deleteFrom('keys')
      .where('project_id', '=', project_id)
      .where('key', '=', key)
      .execute();
  }
  return over.length;
}

async function deleteTombstones(transaction: Transaction<Tables>, now: number, limit: number) {
  const over = await transaction
    .selectFrom('tombstones')
    .select(['project_id', 'key'])
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute();
  for (const { project_id, key } of over) {
    await transaction
      .deleteFrom('tombstones')
      .where('project_id', '=', project_id)
      .where('key', '=', key)
      .execute();
  }
  return over.length;
}

async function deleteTokens(transaction: Transaction<Tables>, now: number, limit: number) {
  const over = await transaction
    .selectFrom('tokens')
    .select('hash')
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute();
  if (over.length > 0) {
    const hashes = over.map(({ hash }) => hash);
    await transaction.deleteFrom('tokens').where('hash', 'in', hashes).execute();
  }
  return over.length;
}
