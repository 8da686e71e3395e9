import type { CancelVerdict as VerdictView } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { CancelVerdict } from '../../core/actions/cancel-job.ts';
import type { EndedJob, Job } from '../../core/job/job.ts';
import { alreadyEnded, notCancellable } from './job-refusals.ts';
import { toJobView } from './job-view.ts';
import { toReceiptView } from './receipt-view.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/**
 * Says what became of a cancel: 200 only where the job was seen to stop and all that it held is back
 * (I3), 202 where that is not known yet.
 * @param unknown the refusal where there is no such job
 */
export async function answerVerdict(
  request: FastifyRequest,
  reply: FastifyReply,
  actions: GuardedActions,
  verdict: CancelVerdict,
  unknown: Refusal,
): Promise<FastifyReply> {
  switch (verdict.kind) {
    case 'cancelled':
      return reply.code(200).send(await toCancelled(request, actions, verdict.job));
    case 'not_confirmed':
      return reply.code(202).send(toNotConfirmed(actions, verdict.job));
    case 'ended_otherwise': {
      const { job } = verdict;
      return refuse(request, reply, alreadyEnded(job, toJobView(job, actions.progressOf(job))));
    }
    case 'not_cancellable':
      return refuse(request, reply, notCancellable(verdict.job));
    case 'unknown':
      return refuse(request, reply, unknown);
  }
}

async function toCancelled(
  { principal }: FastifyRequest,
  actions: GuardedActions,
  job: EndedJob,
): Promise<VerdictView> {
  const receipt = await actions.receiptOf(principal, job.id);
  if (!receipt) throw new Error(`job ${job.id} was cancelled and has no receipt`);
  return {
    verdict: 'cancelled',
    job: toJobView(job, actions.progressOf(job)),
    receipt: toReceiptView(receipt),
  };
}

function toNotConfirmed(actions: GuardedActions, job: Job): VerdictView {
  return { verdict: 'not_confirmed', job: toJobView(job, actions.progressOf(job)) };
}
