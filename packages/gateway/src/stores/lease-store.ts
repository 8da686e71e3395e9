import type { Transaction } from 'kysely';
import type { Lease, LeaseStore } from '../core/ports/lease-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared-query.ts';
import type { Tables } from './tables.ts';

/** One lease covers all jobs of a store. */
const name = 'jobs';

export function createLeaseStore(database: Database): LeaseStore {
  return {
    acquire: (holder, now, ttlMs) =>
      database.write((transaction) => acquire(transaction, holder, now, now + ttlMs)),
    renew: (lease, now, ttlMs) =>
      database.write((transaction) => prolong(transaction, { ...lease, until: now + ttlMs })),
    release: async (lease) => {
      await database.write((transaction) => giveUp(transaction, lease));
    },
  };
}

/** Whether a lease was given after the one with this token: who holds that one may no longer write. */
export async function hasNewerLease(
  transaction: Transaction<Tables>,
  token: number,
): Promise<boolean> {
  const { rows } = await selectNewer(transaction, { token });
  return rows.length > 0;
}

const selectNewer = prepared((database, at: { token: number }) =>
  database
    .selectFrom('leases')
    .select('token')
    .where('name', '=', name)
    .where('token', '>', at.token),
);

async function acquire(
  transaction: Transaction<Tables>,
  holder: string,
  now: number,
  until: number,
): Promise<Lease | 'taken'> {
  const held = await transaction
    .selectFrom('leases')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (held && held.holder !== holder && held.until > now) return 'taken';

  const lease: Lease = { holder, token: (held?.token ?? 0) + 1, until };
  await transaction
    .insertInto('leases')
    .values({ name, ...lease })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ ...lease }))
    .execute();
  return lease;
}

async function prolong(transaction: Transaction<Tables>, lease: Lease): Promise<Lease | 'lost'> {
  const { numUpdatedRows } = await ownRow(transaction, lease)
    .set({ until: lease.until })
    .executeTakeFirst();
  return numUpdatedRows === 0n ? 'lost' : lease;
}

/** The row stays for its token, which must never be given again. Nobody holds it from here on. */
async function giveUp(transaction: Transaction<Tables>, lease: Lease): Promise<void> {
  await ownRow(transaction, lease).set({ holder: '', until: 0 }).execute();
}

function ownRow(transaction: Transaction<Tables>, { holder, token }: Lease) {
  return transaction
    .updateTable('leases')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .where('token', '=', token);
}
