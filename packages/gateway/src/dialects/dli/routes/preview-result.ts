import { type Static, Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { RowPage } from '../../../core/ports/result-reader.ts';
import { clientLeft } from '../../client-left.ts';
import { inPieces } from '../../in-pieces.ts';
import { listInJson } from '../../list-in-json.ts';
import { startStream } from '../../start-stream.ts';
import type { DliApp } from '../dli-app.ts';
import { success } from '../envelope.ts';
import { inputSizeBytes } from '../job-record.ts';
import { findSqlJob } from '../find-sql-job.ts';
import {
  noQueue,
  noRows,
  notAQuery,
  onOtherQueue,
  resultExpired,
  unknownJob,
} from '../job-refusals.ts';
import { toJobType } from '../job-types.ts';
import { JobOfQueueParams, JobParams, Name } from '../names.ts';
import { refuse } from '../refuse.ts';
import { toResultSchema } from '../result-schema.ts';

const mostRows = 1_000;

const WholeNumber = Type.String({
  pattern: '^[1-9][0-9]{0,8}$',
  description: 'a whole number from 1',
});

const OldQuery = Type.Partial(
  Type.Object({
    'page-size': Type.String({
      pattern: '^(?:[1-9][0-9]?|100)$',
      description: 'a whole number from 1 to 100',
    }),
    'current-page': WholeNumber,
    'queue-name': Name,
  }),
);

/** The first rows of a query's result, at most 1000; there is no next page (dli-api.md 3.1.7). */
export function previewResultRoutes(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v1.0/:project_id/jobs/:job_id/preview',
    {
      config: { needs: 'read' },
      schema: {
        params: JobParams,
        querystring: Type.Partial(
          Type.Object({
            'page-size': Type.String({
              pattern: '^(?:[1-9][0-9]{0,2}|1000)$',
              description: `a whole number from 1 to ${mostRows}`,
            }),
            'queue-name': Name,
          }),
        ),
      },
    },
    async (request, reply) => {
      const limit = Number(request.query['page-size'] ?? mostRows);
      return sendRows(request, reply, request.params.job_id, request.query, { offset: 0, limit });
    },
  );

  // The deprecated spellings, a page at a time (dli-api.md 3.1.12).
  app.get(
    '/v1.0/:project_id/jobs/:job_id',
    { config: { needs: 'read' }, schema: { params: JobParams, querystring: OldQuery } },
    async (request, reply) =>
      sendRows(request, reply, request.params.job_id, request.query, toPage(request.query)),
  );

  app.get(
    '/v1.0/:project_id/queues/:queue_name/jobs/:job_id',
    { config: { needs: 'read' }, schema: { params: JobOfQueueParams, querystring: OldQuery } },
    async (request, reply) => {
      const { job_id, queue_name } = request.params;
      const job = await findSqlJob(actions, request.principal, job_id);
      if (!job) return refuse(request, reply, unknownJob(job_id));
      const elsewhere = onOtherQueue(job, queue_name);
      if (elsewhere) return refuse(request, reply, elsewhere);
      return sendRows(request, reply, job_id, request.query, toPage(request.query));
    },
  );

  async function sendRows(
    request: FastifyRequest,
    reply: FastifyReply,
    jobId: string,
    { 'queue-name': queueName }: { readonly 'queue-name'?: string },
    page: RowPage,
  ) {
    // No queue is needed to read a result; one that is named is there.
    if (queueName !== undefined && !(await actions.findQueue(request.principal, queueName))) {
      return refuse(request, reply, noQueue(queueName));
    }
    const left = clientLeft(reply);
    const answer = await actions.readResult(request.principal, jobId.toLowerCase(), page, left);
    if (answer.kind === 'unknown') return refuse(request, reply, unknownJob(jobId));
    const { job } = answer;
    if (job.request.kind === 'batch') return refuse(request, reply, unknownJob(jobId));
    if (job.request.statementClass !== 'query') return refuse(request, reply, notAQuery(job));
    if (answer.kind === 'no_result') return refuse(request, reply, noRows(job));
    if (answer.kind === 'expired') return refuse(request, reply, resultExpired(job));
    const { result, rows } = answer;
    const fields = success({
      job_id: job.id,
      job_type: toJobType(job.request.statementClass),
      row_count: result.rowCount,
      input_size: inputSizeBytes,
      schema: toResultSchema(result.columns),
    });
    const stream = await startStream(inPieces(listInJson(fields, 'rows', rows)));
    return reply.type('application/json').send(stream);
  }
}

/** No page goes past the first 1000 rows. */
function toPage(query: Static<typeof OldQuery>): RowPage {
  const limit = Number(query['page-size'] ?? 50);
  const offset = (Number(query['current-page'] ?? 1) - 1) * limit;
  return { offset, limit: Math.max(0, Math.min(limit, mostRows - offset)) };
}
