import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { TransferOrder } from '../../../core/actions/submit-transfer.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { readConf } from '../job-conf.ts';
import { JobParams, ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import {
  ExportResultBody,
  ExportTableBody,
  ImportTableBody,
  type ReadTransfer,
  toExport,
  toImport,
} from '../transfer-body.ts';
import { transferRefused } from '../transfer-refusals.ts';

const response = { 200: successSchema({ job_id: Type.String(), job_mode: Type.String() }) };

/** Imports and exports, each a job of its own that ends later (dli-api.md 3.1.9 to 3.1.11). */
export function transferDataRoutes(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v1.0/:project_id/jobs/:job_id/export-result',
    {
      config: { needs: 'submit', audit: 'submit_result_export' },
      schema: { params: JobParams, body: ExportResultBody, response },
    },
    async (request, reply) => {
      const { body } = request;
      const jobId = request.params.job_id.toLowerCase();
      const mostRows = body.limit_num || null;
      const asked = toExport(body, { kind: 'result', jobId, mostRows });
      return submit(request, reply, asked, { queueName: body.queue_name }, '');
    },
  );

  app.post(
    '/v1.0/:project_id/jobs/export-table',
    {
      config: { needs: 'submit', audit: 'submit_export' },
      schema: { params: ProjectParams, body: ExportTableBody, response },
    },
    async (request, reply) => {
      const { body } = request;
      const { database_name: database, table_name: table, data_path, queue_name } = body;
      const message = `export all data from table ${database}.${table} to path ${data_path} started`;
      const asked = toExport(body, { kind: 'table', database, table });
      return submit(request, reply, asked, { queueName: queue_name }, message);
    },
  );

  app.post(
    '/v1.0/:project_id/jobs/import-table',
    {
      config: { needs: 'submit', audit: 'submit_import' },
      schema: { params: ProjectParams, body: ImportTableBody, response },
    },
    async (request, reply) => {
      const { body } = request;
      const { table_name, queue_name, conf = [] } = body;
      const settings = readConf(conf);
      if (settings.kind === 'refused') return refuse(request, reply, settings.refusal);
      const { runTimeoutMs } = settings;
      const message = `import data to table ${table_name} started`;
      const order = { queueName: queue_name, conf, runTimeoutMs };
      return submit(request, reply, toImport(body), order, message);
    },
  );

  async function submit(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: ReadTransfer<TransferOrder['transfer']>,
    order: Pick<TransferOrder, 'queueName' | 'conf' | 'runTimeoutMs'>,
    message: string,
  ) {
    if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
    const { transfer } = asked;
    const answer = await actions.submitTransfer(request.principal, { ...order, transfer });
    if (answer.kind !== 'accepted') return refuse(request, reply, transferRefused(answer));
    request.auditTarget = answer.job.id;
    return success({ message, job_id: answer.job.id, job_mode: 'async' });
  }
}
