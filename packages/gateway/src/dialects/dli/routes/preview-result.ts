import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import { inPieces } from '../../in-pieces.ts';
import { rowsInJson } from '../../rows-in-json.ts';
import { startStream } from '../../start-stream.ts';
import type { DliApp } from '../dli-app.ts';
import { success } from '../envelope.ts';
import { inputSizeBytes } from '../job-record.ts';
import { noRows, notAQuery, resultExpired, unknownJob } from '../job-refusals.ts';
import { toJobType } from '../job-types.ts';
import { JobParams, Name } from '../names.ts';
import { refuse } from '../refuse.ts';
import { toResultSchema } from '../result-schema.ts';

const mostRows = 1_000;

/** The first rows of a query's result, at most 1000; there is no next page (dli-api.md 3.1.7). */
export function previewResultRoute(app: DliApp, actions: GuardedActions): void {
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
      const { job_id } = request.params;
      const { principal } = request;
      const page = { offset: 0, limit: Number(request.query['page-size'] ?? mostRows) };
      const left = clientLeft(reply);
      const answer = await actions.readResult(principal, job_id.toLowerCase(), page, left);
      if (answer.kind === 'unknown') return refuse(request, reply, unknownJob(job_id));
      const { job } = answer;
      if (job.request.kind === 'batch') return refuse(request, reply, unknownJob(job_id));
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
      const stream = await startStream(inPieces(rowsInJson(fields, rows)));
      return reply.type('application/json').send(stream);
    },
  );
}
