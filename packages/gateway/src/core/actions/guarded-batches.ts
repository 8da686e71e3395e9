import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { EndedJob, Job } from '../job/job.ts';
import { queueOf } from '../job/queue-of.ts';
import type { PageOfBatches } from '../ports/job-store.ts';
import type { Actions } from './actions.ts';
import type { ShownTo } from './key-taken.ts';
import type { BatchOrder } from './submit-batch.ts';

/**
 * What a caller may ask of batches beyond what he may ask of any job.
 * @param demandOnQueue that he may submit to the queue of this name
 */
export function guardBatches(
  actions: Actions,
  rights: Rights,
  demandOnQueue: (principal: Principal, name?: string) => Promise<void>,
  seen: (principal: Principal, job: Job | null) => Promise<Job | null>,
  shownTo: ShownTo,
) {
  return {
    async submitBatch(
      principal: Principal,
      order: Omit<BatchOrder, 'projectId' | 'owner' | 'accessKey'>,
    ) {
      const { projectId, userName: owner, accessKey } = principal;
      await demandOnQueue(principal, order.queueName);
      return shownTo(
        principal,
        await actions.submitBatch({ ...order, projectId, owner, accessKey }),
      );
    },

    findBatch: async (principal: Principal, number: number, since?: number) =>
      seen(principal, await actions.findBatch(principal.projectId, number, since)),
    listBatches: async (principal: Principal, page: PageOfBatches) =>
      actions.listBatches(principal.projectId, await rights.scopeSeen(principal), page),
    /**
     * Of a batch that has ended: nothing of it is left but its record, which stays.
     * @returns false when somebody had deleted it before
     */
    async deleteEndedBatch(principal: Principal, job: EndedJob): Promise<boolean> {
      await rights.demand(principal, 'CANCEL_JOB', queueOf(job));
      return actions.noteBatchDeleted(job.id);
    },
    /** Of batches that the caller has in his hands. */
    batchNumbers: actions.batchNumbers,

    /** Of a batch that the caller has in his hands. */
    readLog: actions.readLog,
    followLog: actions.followLog,
  };
}
