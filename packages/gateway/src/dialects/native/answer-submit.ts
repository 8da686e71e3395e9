import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { SubmitAnswer } from '../../core/actions/submit-job.ts';
import type { JobError } from '../../core/job/ending.ts';
import { keyTaken } from './job-refusals.ts';
import { toJobView } from './job-view.ts';
import { overQuota } from './over-quota.ts';
import { waitAsPreferred } from './prefer-wait.ts';
import { noQueue } from './queue-refusals.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/**
 * Answers a submit: 201 for a new job, 200 for the one that its key made before (I12). Where the request prefers
 * to wait, not before the job has ended.
 * @param refused how the dialect says why the work itself was refused
 */
export async function answerSubmit(
  request: FastifyRequest,
  reply: FastifyReply,
  actions: GuardedActions,
  answer: SubmitAnswer,
  refused: (error: JobError) => Refusal,
): Promise<FastifyReply> {
  switch (answer.kind) {
    case 'accepted': {
      const { isNew } = answer;
      request.auditTarget = answer.job.id;
      const [job = answer.job] = await waitAsPreferred(request, reply, actions, [answer.job]);
      return reply.code(isNew ? 201 : 200).send(toJobView(job, actions.progressOf(job)));
    }
    case 'no_queue':
      return refuse(request, reply, noQueue(answer.queueName));
    case 'refused':
      return refuse(request, reply, refused(answer.error));
    case 'key_taken':
      return refuse(request, reply, keyTaken(answer));
    case 'over_quota':
      return refuse(request, reply, overQuota(answer.over));
  }
}
