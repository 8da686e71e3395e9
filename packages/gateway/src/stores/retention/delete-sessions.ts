import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** What happened to a session goes with it, by its reference (`on delete cascade`). */
export async function deleteSessions(
  transaction: Transaction<Tables>,
  before: number,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom('sessions')
    .where('id', 'in', (where) =>
      where
        .selectFrom('sessions')
        .select('id')
        .where('ended_at', '<=', before)
        .orderBy('ended_at')
        .limit(limit),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
