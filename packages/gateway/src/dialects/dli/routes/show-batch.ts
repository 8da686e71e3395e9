import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { BatchLogs } from '../../batch-logs.ts';
import { BatchRecord, type BatchRecordOptions, toBatchRecord } from '../batch-record.ts';
import { noTry, unknownBatch } from '../batch-refusals.ts';
import { toBatchWord } from '../batch-words.ts';
import type { DliApp } from '../dli-app.ts';
import { findBatch } from '../find-batch.ts';
import { BatchParams } from '../names.ts';
import { refuse } from '../refuse.ts';

const shownLines = 10;
const wholeNumber = (description: string) =>
  Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', description }));

/** Shows a batch, its state, and its log by lines (dli-api.md 3.2.3 to 3.2.5). */
export function showBatchRoutes(
  app: DliApp,
  actions: GuardedActions,
  options: BatchRecordOptions,
): void {
  const logs = new BatchLogs(actions);

  app.get(
    '/v2.0/:project_id/batches/:batch_id',
    {
      config: { needs: 'read' },
      schema: {
        params: BatchParams,
        response: {
          200: Type.Object({
            ...BatchRecord.properties,
            feature: Type.String(),
            spark_version: Type.String(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { batch_id } = request.params;
      const job = await findBatch(actions, request.principal, batch_id);
      if (!job) return refuse(request, reply, unknownBatch(batch_id));
      const { lines } = await logs.page(job, { from: null, size: shownLines });
      return { ...toBatchRecord(job, lines, options), feature: '', spark_version: '' };
    },
  );

  app.get(
    '/v2.0/:project_id/batches/:batch_id/state',
    {
      config: { needs: 'read' },
      schema: {
        params: BatchParams,
        response: { 200: Type.Object({ id: Type.String(), state: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { batch_id } = request.params;
      const job = await findBatch(actions, request.principal, batch_id);
      if (!job) return refuse(request, reply, unknownBatch(batch_id));
      return { id: job.id, state: toBatchWord(job) };
    },
  );

  app.get(
    '/v2.0/:project_id/batches/:batch_id/log',
    {
      config: { needs: 'read' },
      schema: {
        params: BatchParams,
        querystring: Type.Object({
          from: wholeNumber('a whole number from 0'),
          size: wholeNumber('a whole number from 0'),
          index: wholeNumber('a whole number from 0'),
          // All that a program writes is one log here, so that the kinds of logs are one, too.
          type: Type.Optional(Type.String({ maxLength: 64, description: 'text such as driver' })),
        }),
        response: {
          200: Type.Object({
            id: Type.String(),
            from: Type.Integer(),
            total: Type.Integer(),
            log: Type.Array(Type.String()),
          }),
        },
      },
    },
    async (request, reply) => {
      const { batch_id } = request.params;
      const { from, size = '100', index } = request.query;
      const job = await findBatch(actions, request.principal, batch_id);
      if (!job) return refuse(request, reply, unknownBatch(batch_id));
      const page = {
        from: from === undefined ? null : Number(from),
        size: Math.min(Number(size), mostLines),
      };
      const attempt = index === undefined ? undefined : Number(index);
      if (attempt !== undefined && !(await logs.hasTry(job, attempt))) {
        return refuse(request, reply, noTry(job, String(attempt)));
      }
      const log = await logs.page(job, page, attempt);
      return { id: job.id, from: log.from, total: log.total, log: [...log.lines] };
    },
  );
}

const mostLines = 10_000;
