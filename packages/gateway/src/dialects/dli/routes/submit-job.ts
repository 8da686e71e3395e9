import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import { clientLeft } from '../../client-left.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { isSynchronous } from '../job-conf.ts';
import { jobErrorRefusal } from '../job-error-codes.ts';
import { jobRefused, otherEngine } from '../job-refusals.ts';
import { toJobType } from '../job-types.ts';
import { ProjectParams, QueueParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { SubmitBody, toSubmitOrder } from '../submit-body.ts';
import { awaitSynchronousJob } from '../synchronous-job.ts';

const response = {
  200: successSchema({
    job_id: Type.String(),
    job_type: Type.String(),
    job_mode: Type.String(),
    // Unknown to the serialiser, which has no quick way to write keys that are data.
    schema: Type.Optional(Type.Unknown()),
    rows: Type.Optional(Type.Unknown()),
  }),
};

/** Submits one SQL statement (dli-api.md 3.1.1), also at the deprecated address (3.1.12). */
export function submitJobRoutes(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v1.0/:project_id/jobs/submit-job',
    {
      config: { needs: 'submit', audit: 'submit_job' },
      schema: { params: ProjectParams, body: SubmitBody, response },
    },
    (request, reply) => submit(request, reply, request.body),
  );

  app.post(
    '/v1.0/:project_id/queues/:queue_name/jobs/submit-job',
    {
      config: { needs: 'submit', audit: 'submit_job' },
      schema: { params: QueueParams, body: SubmitBody, response },
    },
    (request, reply) =>
      submit(request, reply, { ...request.body, queue_name: request.params.queue_name }),
  );

  async function submit(request: FastifyRequest, reply: FastifyReply, body: SubmitBody) {
    const { principal } = request;
    request.auditTarget = body.queue_name;
    const filled = await actions.withVariables(principal, [body.sql]);
    if (filled.kind === 'refused') return refuse(request, reply, jobErrorRefusal(filled.error));
    const [sql = body.sql] = filled.texts;
    const asked = toSubmitOrder({ ...body, sql });
    if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
    const mismatch = await engineMismatch(actions, principal, body);
    if (mismatch) return refuse(request, reply, mismatch);

    const answer = await actions.submitJob(principal, asked.order);
    if (answer.kind !== 'accepted') return refuse(request, reply, jobRefused(answer));
    const { job } = answer;
    request.auditTarget = job.id;
    if (!isSynchronous(job.request)) return accepted(job);
    const ended = await awaitSynchronousJob(actions, principal, job, clientLeft(reply));
    switch (ended.kind) {
      case 'ask_later':
        return accepted(job);
      case 'failed':
        return refuse(request, reply, jobErrorRefusal(ended.error));
      case 'refused':
        return refuse(request, reply, ended.refusal);
      case 'done': {
        const { schema, rows, message } = ended;
        return success({ ...identified(job), message, job_mode: 'sync', schema, rows });
      }
    }
  }
}

/**
 * SQL is the dialect of the queue's engine and is not translated. So a request that names another
 * engine is refused: run by this one, it could mean something else without an error.
 */
async function engineMismatch(
  actions: GuardedActions,
  principal: Principal,
  { engine_type, queue_name = 'default' }: SubmitBody,
): Promise<Refusal | null> {
  if (engine_type === undefined) return null;
  const queue = await actions.findQueue(principal, queue_name);
  if (!queue || queue.engine === engine_type.toLowerCase()) return null;
  return otherEngine(queue, engine_type);
}

function accepted(job: Job) {
  return success({ ...identified(job), job_mode: 'async' });
}

function identified({ id, request }: Job) {
  return { job_id: id, job_type: toJobType(request.statementClass) };
}
