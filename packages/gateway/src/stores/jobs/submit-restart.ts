import type { Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { RestartSubmitted } from '../../core/ports/job-store.ts';
import { isQueueThere } from '../queue-is-there.ts';
import type { Tables } from '../tables.ts';
import { writeJob } from './submit.ts';

/** The restart of a project's share of a queue. */
export interface Restart {
  readonly job: Job;
  readonly queueId: string;
  readonly onlyIdle: boolean;
}

/** @param at when it is written; milliseconds since the epoch */
export async function submitRestart(
  transaction: Transaction<Tables>,
  { job, queueId, onlyIdle }: Restart,
  at: number,
): Promise<RestartSubmitted> {
  if (!(await isQueueThere(transaction, queueId))) return { kind: 'queue_gone' };
  const { projectId } = job.request;
  const share = await transaction
    .selectFrom('queue_shares')
    .select(['held_by', 'live'])
    .where('queue_id', '=', queueId)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (share?.held_by) return { kind: 'restarting', jobId: share.held_by };
  if (onlyIdle && share && share.live > 0) return { kind: 'busy', live: share.live };

  await writeJob(transaction, job, at);
  await transaction
    .insertInto('queue_shares')
    .values({
      queue_id: queueId,
      project_id: projectId,
      waiting: 0,
      live: 0,
      served: 0,
      held_by: job.id,
    })
    .onConflict((conflict) =>
      conflict.columns(['queue_id', 'project_id']).doUpdateSet({ held_by: job.id }),
    )
    .execute();
  return { kind: 'created' };
}

/** In the transaction in which the restart ends, so that a share is never held by what is over. */
export async function letShareGo(
  transaction: Transaction<Tables>,
  { id, request }: Job,
): Promise<void> {
  if (request.kind !== 'maintenance') return;
  await transaction
    .updateTable('queue_shares')
    .set({ held_by: null })
    .where('held_by', '=', id)
    .execute();
}
