import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { Flag, isYes } from '../flag.ts';
import { noQueue } from '../job-refusals.ts';
import { Name, ProjectParams } from '../names.ts';
import { noScaling, restartNotConfirmed, restartRefused } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';

const actionWords = ['restart', 'scale_out', 'scale_in'] as const;

const ActionBody = Type.Object({
  action: Type.Enum([...actionWords], { description: `one of ${actionWords.join(', ')}` }),
  force: Type.Optional(Flag),
});

/** The reference's own text. */
const submitted =
  'Submit restart job success, it need some time to cancel jobs, please wait for a while and check job status';

/** Restarts a queue (dli-api.md 3.5.5). A forced restart answers with its job, which ends later. */
export function actOnQueueRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.put(
    '/v1.0/:project_id/queues/:queue_name/action',
    {
      config: { needs: 'cancel', audit: 'restart_queue' },
      schema: {
        params: Type.Object({ ...ProjectParams.properties, queue_name: Name }),
        body: ActionBody,
        response: { 200: successSchema({ job_id: Type.Optional(Type.String()) }) },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const { action, force } = request.body;
      const name = request.params.queue_name.toLowerCase();
      if (action !== 'restart') {
        const queue = await actions.findQueue(principal, name);
        return refuse(request, reply, queue ? noScaling(name) : noQueue(name));
      }
      const isForced = isYes(force);
      const answer = await actions.restartQueue(principal, name, isForced);
      if (answer.kind !== 'accepted') return refuse(request, reply, restartRefused(answer));
      const { job } = answer;
      if (isForced) return success({ message: submitted, job_id: job.id });
      return (await hasSucceeded(job))
        ? success({ message: 'Restart success' })
        : refuse(request, reply, restartNotConfirmed(job));

      async function hasSucceeded({ id }: Job): Promise<boolean> {
        const awaited = await actions.awaitEnding(principal, id, cancelTimeoutMs);
        return awaited.kind === 'ended' && awaited.job.state.ending.how === 'succeeded';
      }
    },
  );
}
