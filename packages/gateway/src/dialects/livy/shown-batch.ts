import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import { readNumber } from './names.ts';

/**
 * A batch that an address names, with its number. One that was deleted is not there any more.
 * @param since those that were deleted from then on are found as well
 */
export async function findShownBatch(
  actions: GuardedActions,
  principal: Principal,
  id: string,
  since?: number,
): Promise<{ readonly job: Job; readonly number: number } | null> {
  const number = readNumber(id);
  const job = number === null ? null : await actions.findBatch(principal, number, since);
  return job && number !== null ? { job, number } : null;
}
