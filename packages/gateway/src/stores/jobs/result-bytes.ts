import { type Kysely, sql, type Transaction } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';

/** What a row of `results` weighs: the only place that says so. */
const weight = sql<number>`coalesce(engine_bytes, octet_length(inline_lines), 0)`;

/**
 * `project_usage` counts, for each project, the bytes of its kept results: those in the state and those
 * with an engine. It is kept since a sum would read each of the results, of which there are a week's
 * worth. Whoever changes rows of `results`, or takes them away with their jobs, does it in here: what
 * they weigh before and after is read in the same transaction, so that the count cannot drift.
 */
export async function changeResults(
  transaction: Transaction<Tables>,
  jobIds: readonly JobId[],
  change: () => Promise<unknown>,
): Promise<void> {
  if (jobIds.length === 0) return;
  const before = await weigh(transaction, jobIds);
  await change();
  const after = await weigh(transaction, jobIds);
  for (const projectId of new Set([...before.keys(), ...after.keys()])) {
    const bytes = (after.get(projectId) ?? 0) - (before.get(projectId) ?? 0);
    await count(transaction, projectId, bytes);
  }
}

/** Counts a result that was just written. One statement, since most jobs come by here. */
export const countNewResult = prepared(
  (database, at: { readonly projectId: string; readonly jobId: JobId }) =>
    database
      .insertInto('project_usage')
      .columns(['project_id', 'result_bytes'])
      .expression((from) =>
        from
          .selectFrom('results')
          .select((select) => [
            select.val(at.projectId).as('project_id'),
            weight.as('result_bytes'),
          ])
          .where('job_id', '=', at.jobId),
      )
      .onConflict((conflict) =>
        conflict.column('project_id').doUpdateSet((usage) => ({
          result_bytes: usage(
            'project_usage.result_bytes',
            '+',
            usage.ref('excluded.result_bytes'),
          ),
        })),
      ),
);

export async function resultBytesOf(database: Kysely<Tables>, projectId: string): Promise<number> {
  const { rows } = await usageOf(database, { projectId });
  return rows[0]?.result_bytes ?? 0;
}

const usageOf = prepared((database, at: { readonly projectId: string }) =>
  database
    .selectFrom('project_usage')
    .select('result_bytes')
    .where('project_id', '=', at.projectId),
);

async function weigh(
  transaction: Transaction<Tables>,
  jobIds: readonly JobId[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction
    .selectFrom('results')
    .innerJoin('jobs', 'jobs.id', 'results.job_id')
    .select(({ fn }) => ['jobs.project_id', fn.sum<number>(weight).as('bytes')])
    .where('results.job_id', 'in', jobIds)
    .groupBy('jobs.project_id')
    .execute();
  return new Map(rows.map(({ project_id, bytes }) => [project_id, bytes]));
}

async function count(
  transaction: Transaction<Tables>,
  projectId: string,
  bytes: number,
): Promise<void> {
  if (bytes === 0) return;
  await transaction
    .insertInto('project_usage')
    .values({ project_id: projectId, result_bytes: bytes })
    .onConflict((conflict) =>
      conflict.column('project_id').doUpdateSet((usage) => ({
        result_bytes: usage('project_usage.result_bytes', '+', bytes),
      })),
    )
    .execute();
}
