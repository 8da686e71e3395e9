import { sql } from 'kysely';
import type { Database } from '../database.ts';

/** So few that no control call waits for more than one slice. */
const sliceSize = 2_000;

/**
 * Moves the limits of waiting and running jobs, in slices.
 * @param since jobs that began from then on, and until `until`, have the new clock already
 */
export async function shiftDeadlines(
  database: Database,
  byMs: number,
  since: number,
  until: number,
): Promise<void> {
  const limited = await database.reader
    .selectFrom('jobs')
    .select('seq')
    .where('deadline_at', 'is not', null)
    .where((where) =>
      where.not(where.between(where.fn.coalesce('started_at', 'submitted_at'), since, until)),
    )
    .execute();
  for (let first = 0; first < limited.length; first += sliceSize) {
    const slice = limited.slice(first, first + sliceSize).map(({ seq }) => seq);
    await database.write((transaction) =>
      transaction
        .updateTable('jobs')
        .set({ deadline_at: sql`deadline_at + ${byMs}` })
        .where('seq', 'in', slice)
        .execute(),
    );
  }
}
