import { sql, type Transaction } from 'kysely';
import { type ClientLease, clientLeaseFrom } from '../core/job/client-lease.ts';
import type { ClientLeaseStore, LeasedWork } from '../core/ports/client-lease-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

export function createClientLeaseStore(database: Database): ClientLeaseStore {
  return {
    renew: (id, now) =>
      database.write(async (transaction): Promise<ClientLease | null> => {
        const row = await transaction
          .updateTable('client_leases')
          .set({ until: sql`length_ms + ${now}` })
          .where('id', '=', id)
          .returning('length_ms')
          .executeTakeFirst();
        return row ? clientLeaseFrom(now, row.length_ms) : null;
      }),

    renewAll: async (now) => {
      await database.write((transaction) =>
        transaction
          .updateTable('client_leases')
          .set({ until: sql`length_ms + ${now}` })
          .execute(),
      );
    },

    runOut: async (now, limit) => {
      const rows = await database.reader
        .selectFrom('client_leases')
        .select(['kind', 'id', 'project_id'])
        .where('until', '<=', now)
        .orderBy('until')
        .limit(limit)
        .execute();
      return rows.map(({ kind, id, project_id: projectId }) => ({ kind, id, projectId }));
    },

    forget: async (ids) => {
      await database.write((transaction) =>
        transaction.deleteFrom('client_leases').where('id', 'in', ids).execute(),
      );
    },
  };
}

/** Writes the lease of work that is new, in its transaction. */
export async function writeClientLease(
  transaction: Transaction<Tables>,
  { kind, id, projectId }: LeasedWork,
  { lengthMs, until }: ClientLease,
): Promise<void> {
  await transaction
    .insertInto('client_leases')
    .values({ id, kind, project_id: projectId, length_ms: lengthMs, until })
    .execute();
}
