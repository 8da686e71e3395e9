import { sql, type Transaction } from 'kysely';
import { type ClientLease, clientLeaseFrom } from '../core/job/client-lease.ts';
import type { ClientLeaseStore, LeasedWork } from '../core/ports/client-lease-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared-query.ts';
import type { Tables } from './tables.ts';

/** A lease of which more than this is left was renewed just now. */
const newPart = 0.95;

export function createClientLeaseStore(database: Database): ClientLeaseStore {
  return {
    renew: async (id, now) => {
      const [known] = (await selectLease(database.reader, { id })).rows;
      if (!known) return null;
      // One that was renewed just now need not be written again: some clients call ten times a second.
      if (known.until - now > known.length_ms * newPart) {
        return { lengthMs: known.length_ms, until: known.until };
      }
      return database.write(async (transaction): Promise<ClientLease | null> => {
        const row = await transaction
          .updateTable('client_leases')
          .set({ until: sql`length_ms + ${now}` })
          .where('id', '=', id)
          .returning('length_ms')
          .executeTakeFirst();
        return row ? clientLeaseFrom(now, row.length_ms) : null;
      });
    },

    lengthsOf: async (ids) => {
      const rows = await database.reader
        .selectFrom('client_leases')
        .select(['id', 'length_ms'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, length_ms: lengthMs }) => [id, lengthMs]));
    },

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

const selectLease = prepared((database, at: { readonly id: string }) =>
  database.selectFrom('client_leases').select(['length_ms', 'until']).where('id', '=', at.id),
);

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
