import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** Takes the oldest records of the audit away, as long as the feed's are: they lie in order of time. */
export async function deleteAudit(
  transaction: Transaction<Tables>,
  before: number,
  limit: number,
): Promise<void> {
  const slice = await transaction
    .selectFrom('audit')
    .select(['seq', 'at'])
    // From the start of the key, which a scan would begin at by chance only.
    .where('seq', '>', 0)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const over = slice.filter(({ at }) => at <= before).map(({ seq }) => seq);
  if (over.length > 0) await transaction.deleteFrom('audit').where('seq', 'in', over).execute();
}
