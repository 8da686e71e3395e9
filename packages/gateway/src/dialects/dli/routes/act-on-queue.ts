import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import { cusOfSlot, mostCus, toCus } from '../compute-units.ts';
import type { DliApp } from '../dli-app.ts';
import { success } from '../envelope.ts';
import { Flag, isYes } from '../flag.ts';
import { noQueue } from '../job-refusals.ts';
import { Name, ProjectParams } from '../names.ts';
import {
  noCuCount,
  queueShared,
  restartNotConfirmed,
  restartRefused,
  tooLarge,
  tooSmall,
} from '../queue-refusals.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';

const actionWords = ['restart', 'scale_out', 'scale_in'] as const;

const ActionBody = Type.Object({
  action: Type.Enum([...actionWords], { description: `one of ${actionWords.join(', ')}` }),
  force: Type.Optional(Flag),
  cu_count: Type.Optional(
    Type.Integer({
      minimum: cusOfSlot,
      maximum: mostCus,
      multipleOf: cusOfSlot,
      description: `a whole number of CUs in steps of ${cusOfSlot}`,
    }),
  ),
});

/** The reference's own text. */
const submitted =
  'Submit restart job success, it need some time to cancel jobs, please wait for a while and check job status';

/** Restarts or scales a queue (dli-api.md 3.5.5). A forced restart answers with its job, which ends later. */
export function actOnQueueRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.put(
    '/v1.0/:project_id/queues/:queue_name/action',
    {
      config: { needs: 'cancel', audit: 'act_on_queue' },
      schema: {
        params: Type.Object({ ...ProjectParams.properties, queue_name: Name }),
        body: ActionBody,
        response: {
          // A restart says the first three, and a scale the others.
          200: Type.Partial(
            Type.Object({
              is_success: Type.Boolean(),
              message: Type.String(),
              job_id: Type.String(),
              queue_name: Type.String(),
              result: Type.Boolean(),
            }),
          ),
        },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const { action, force, cu_count: by = 0 } = request.body;
      const name = request.params.queue_name.toLowerCase();
      request.auditAction = action === 'restart' ? 'restart_queue' : 'scale_queue';
      if (action !== 'restart') {
        await request.countRequest();
        request.auditTarget = `${name}: ${action} ${by} CU`;
        const scaled = await scale(principal, name, action === 'scale_out' ? by : -by);
        return scaled ? refuse(request, reply, scaled) : { queue_name: name, result: true };
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

  /** Null where it is done. Slots count at once, and nobody loses the one he has. */
  async function scale(principal: Principal, name: string, byCus: number): Promise<Refusal | null> {
    const queue = await actions.findQueue(principal, name);
    if (!queue) return noQueue(name);
    if (byCus === 0) return noCuCount;
    const answer = await actions.scaleQueue(principal, queue, byCus / cusOfSlot);
    switch (answer.kind) {
      case 'scaled':
        return null;
      case 'unknown':
        return noQueue(name);
      case 'too_few':
        return tooSmall(name, toCus(answer.slots));
      case 'too_many':
        return tooLarge(name, toCus(answer.slots));
      case 'shared':
        return queueShared(name);
    }
  }
}
