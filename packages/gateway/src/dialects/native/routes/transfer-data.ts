import { ExportOrder, ImportOrder, Job, ResultExportOrder } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { TransferAnswer, TransferOrder } from '../../../core/actions/submit-transfer.ts';
import type { WriteAnswer } from '../../../core/actions/write-queued-job.ts';
import type { TableRef } from '../../../core/job/transfer.ts';
import { answerSubmit } from '../answer-submit.ts';
import { keyOf, twoKeys } from '../idempotency-key.ts';
import { JobParams } from '../job-params.ts';
import { statementRefused } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { noQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';
import { SubmitHeaders } from '../submit-headers.ts';
import { type ReadTransfer, toExport, toImport } from '../transfer-of-order.ts';
import { transferRefused } from '../transfer-refusals.ts';

const response = { 200: Job, 201: Job };

/** Imports and exports, each a job. 201 for a new one, 200 for the one that its key made before (I12). */
export function transferDataRoutes(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/imports',
    {
      config: { needs: 'submit', audit: 'submit_import' },
      schema: {
        operationId: 'submitImport',
        summary: 'Import files into a table',
        headers: SubmitHeaders,
        body: ImportOrder,
        response,
      },
    },
    async (request, reply) => {
      const { body } = request;
      const into = await findTable(request, body);
      if (!into) return refuse(request, reply, noQueue(body.queue ?? 'default'));
      return submit(request, reply, body, keyOf(body.key, request.headers), toImport(body, into));
    },
  );

  app.post(
    '/exports',
    {
      config: { needs: 'submit', audit: 'submit_export' },
      schema: {
        operationId: 'submitExport',
        summary: 'Export a table into a folder',
        headers: SubmitHeaders,
        body: ExportOrder,
        response,
      },
    },
    async (request, reply) => {
      const { body } = request;
      const table = await findTable(request, body);
      if (!table) return refuse(request, reply, noQueue(body.queue ?? 'default'));
      return submit(
        request,
        reply,
        body,
        keyOf(body.key, request.headers),
        toExport(body, { kind: 'table', ...table }),
      );
    },
  );

  app.post(
    '/jobs/:id/export',
    {
      config: { needs: 'submit', audit: 'submit_result_export' },
      schema: {
        operationId: 'submitResultExport',
        summary: 'Export the result of a job into a folder',
        params: JobParams,
        headers: SubmitHeaders,
        body: ResultExportOrder,
        response,
      },
    },
    async (request, reply) => {
      const { body } = request;
      const jobId = request.params.id.toLowerCase();
      const source = { kind: 'result', jobId, mostRows: body.limit ?? null } as const;
      return submit(request, reply, body, keyOf(body.key, request.headers), toExport(body, source));
    },
  );

  /** Null where there is no such queue, whose default database it would be. */
  async function findTable(
    { principal }: FastifyRequest,
    { database, table, queue = 'default' }: Pick<ImportOrder, 'database' | 'table' | 'queue'>,
  ): Promise<TableRef | null> {
    if (database !== undefined) return { database, table };
    const found = await actions.findQueue(principal, queue);
    return found && { database: found.defaultDatabase, table };
  }

  async function submit(
    request: FastifyRequest,
    reply: FastifyReply,
    body: ImportOrder | ExportOrder | ResultExportOrder,
    named: ReturnType<typeof keyOf>,
    asked: ReadTransfer<TransferOrder['transfer']>,
  ): Promise<FastifyReply> {
    if (named === 'two_keys') return refuse(request, reply, twoKeys);
    if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
    const { transfer } = asked;
    const answer = await actions.submitTransfer(request.principal, {
      transfer,
      queueName: body.queue,
      tags: body.tags,
      priority: body.priority,
      key: named.key,
      queuedTimeoutMs: body.queued_timeout_ms,
      runTimeoutMs: body.run_timeout_ms,
      clientLeaseMs: body.client_lease_ms,
    });
    if (isOfEveryJob(answer))
      return answerSubmit(request, reply, actions, answer, statementRefused);
    return refuse(request, reply, transferRefused(answer, transfer.kind));
  }
}

/** What every submit may meet. */
function isOfEveryJob(answer: TransferAnswer): answer is WriteAnswer {
  return ['accepted', 'no_queue', 'key_taken', 'over_quota'].includes(answer.kind);
}
