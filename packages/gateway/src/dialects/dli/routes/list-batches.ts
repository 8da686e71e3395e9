import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { JobPage } from '../../../core/ports/job-store.ts';
import { BatchRecord, type BatchRecordOptions, toBatchRecord } from '../batch-record.ts';
import { batchWords, statusesOf } from '../batch-words.ts';
import type { DliApp } from '../dli-app.ts';
import { Name, ProjectParams, UuidText } from '../names.ts';
import { PageQuery, toPage } from '../session-page.ts';

const absentSize = 100;
const Text = Type.String({
  pattern: '^[^\\0\\p{Cs}]{1,128}$',
  description: 'text of 1 to 128 characters',
});
const Time = Type.String({ pattern: '^[0-9]{1,15}$', description: 'a time in ms since 1970' });

const orders = {
  CREATE_TIME_DESC: 'submitted_desc',
  CREATE_TIME_ASC: 'submitted_asc',
  DURATION_DESC: 'duration_desc',
  DURATION_ASC: 'duration_asc',
} as const satisfies Record<string, JobPage['order']>;
const orderWords = Object.keys(orders) as (keyof typeof orders)[];

const ListQuery = Type.Partial(
  Type.Object({
    ...PageQuery.properties,
    job_name: Text,
    'job-id': UuidText,
    job_id: UuidText,
    cluster_name: Name,
    queue_name: Name,
    state: Type.Enum([...batchWords], { description: `one of ${batchWords.join(', ')}` }),
    owner: Text,
    start: Time,
    end: Time,
    order: Type.Enum(orderWords, { description: `one of ${orderWords.join(', ')}` }),
  }),
);

/** Lists batches, the newest first where nothing else is said (dli-api.md 3.2.2). */
export function listBatchesRoute(
  app: DliApp,
  actions: GuardedActions,
  options: BatchRecordOptions,
): void {
  app.get(
    '/v2.0/:project_id/batches',
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: ListQuery,
        response: {
          200: Type.Object({
            from: Type.Integer(),
            total: Type.Integer(),
            create_time: Type.Integer(),
            sessions: Type.Array(BatchRecord),
          }),
        },
      },
    },
    async ({ principal, query }) => {
      const jobId = (query['job-id'] ?? query.job_id)?.toLowerCase();
      const queueName = (query.queue_name ?? query.cluster_name)?.toLowerCase();
      const filter = {
        statementClasses: ['batch'] as const,
        ...(jobId !== undefined && { jobId }),
        ...(queueName !== undefined && { queueName }),
        ...(query.job_name !== undefined && { batchName: query.job_name }),
        ...(query.owner !== undefined && { owner: query.owner }),
        ...(query.state !== undefined && { statuses: statusesOf(query.state) }),
        ...(Number(query.start ?? 0) > 0 && { submittedAfter: Number(query.start) }),
        ...(Number(query.end ?? 0) > 0 && { submittedBefore: Number(query.end) }),
      };
      const order = orders[query.order ?? 'CREATE_TIME_DESC'];
      const page = { ...toPage(query, absentSize), order };
      const list = await actions.listJobs(principal, filter, page);
      const now = options.clock.now();
      const sessions = [];
      for await (const job of actions.eachJob(principal, list)) {
        sessions.push(toBatchRecord(job, [], options));
      }
      return { from: page.offset, total: list.total, create_time: now, sessions };
    },
  );
}
