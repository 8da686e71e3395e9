import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';

/** The batch that an address names; null also where it names a job of another kind. */
export async function findBatch(
  actions: GuardedActions,
  principal: Principal,
  batchId: string,
): Promise<Job | null> {
  const job = await actions.findJob(principal, batchId.toLowerCase());
  return job?.request.kind === 'batch' ? job : null;
}
