import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';

/** A job that v1.0 knows: batches are those of v2.0, which has words of its own for them. */
export async function findSqlJob(
  actions: GuardedActions,
  principal: Principal,
  jobId: string,
): Promise<Job | null> {
  const job = await actions.findJob(principal, jobId.toLowerCase());
  return job?.request.kind === 'batch' ? null : job;
}
