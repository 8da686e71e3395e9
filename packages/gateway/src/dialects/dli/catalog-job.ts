import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import type { CatalogWish } from '../../core/ports/catalog.ts';
import { clientLeft } from '../client-left.ts';
import { catalogFault } from './catalog-fault.ts';
import { success, successSchema } from './envelope.ts';
import { jobErrorRefusal } from './job-error-codes.ts';
import { jobRefused } from './job-refusals.ts';
import { toJobType } from './job-types.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { awaitSynchronousJob } from './synchronous-job.ts';

/** What a call that may be asynchronous answers (dli-api.md 3.7). */
export const catalogJobSchema = successSchema({
  job_mode: Type.String(),
  job_id: Type.Optional(Type.String()),
  job_type: Type.Optional(Type.String()),
  // Unknown to the serialiser, which has no quick way to write keys that are data.
  schema: Type.Optional(Type.Unknown()),
  rows: Type.Optional(Type.Unknown()),
});

/**
 * Does something to a database or table by a job on the queue `default`, which is in lists and can be
 * cancelled: at once with its id, or when it has ended. One that failed since another call was before it
 * is refused as if it had come when that was done.
 */
export async function runCatalogJob(
  actions: GuardedActions,
  request: FastifyRequest,
  reply: FastifyReply,
  wish: CatalogWish,
  isAsync: boolean,
) {
  const { principal } = request;
  // What can never be done is said first, and not what would have to be done before.
  const statement = await actions.catalogStatement(principal, wish);
  if (statement.kind === 'refused') return refuse(request, reply, jobErrorRefusal(statement.error));
  const fault = await catalogFault(actions, principal, wish);
  if (fault) return refuse(request, reply, fault);
  const answer = await actions.submitJob(principal, { sql: statement.sql, parameters: [] });
  if (answer.kind !== 'accepted') return refuse(request, reply, jobRefused(answer));
  const { job } = answer;
  request.auditTarget = job.id;
  if (isAsync) {
    const job_type = toJobType(job.request.statementClass);
    return success({ job_id: job.id, job_type, job_mode: 'async' });
  }
  const ended = await awaitSynchronousJob(actions, principal, job, clientLeft(reply));
  switch (ended.kind) {
    case 'ask_later':
      return refuse(request, reply, goesOn(job));
    case 'failed': {
      const since = await catalogFault(actions, principal, wish);
      return refuse(request, reply, since ?? jobErrorRefusal(ended.error));
    }
    case 'refused':
      return refuse(request, reply, ended.refusal);
    case 'done': {
      const { schema, rows } = ended;
      const result = wish.kind === 'first_rows' ? { schema, rows } : {};
      return success({ job_mode: 'sync', ...result });
    }
  }
}

/** A call that waited as long as its client would (dli-api.md 3.7). */
function goesOn({ id }: Job): Refusal {
  return {
    httpStatus: 408,
    code: 'DLI.0019',
    message: `It is not done yet, and goes on as the job ${id}. Ask for its status.`,
  };
}
