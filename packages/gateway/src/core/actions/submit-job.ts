import type { JobError } from '../job/ending.ts';
import { findMisfit } from '../job/find-misfit.ts';
import type { Parameter } from '../job/parameter.ts';
import type { Ports } from '../ports/ports.ts';
import { findFullStorage } from '../quotas/find-full-storage.ts';
import { type JobOrder, queuedJob } from './queued-job.ts';
import { type WriteAnswer, writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to run. */
export interface SubmitOrder extends JobOrder {
  readonly sql: string;
  /** All that the statement takes. Absent: it is not looked at what it takes, and of nothing a value is given. */
  readonly parameters?: readonly Parameter[] | undefined;
  /** Absent: the queue's default database. */
  readonly database?: string | undefined;
}

export type SubmitAnswer =
  | WriteAnswer
  | {
      readonly kind: 'refused';
      readonly error: JobError;
      /** Of a batch: whether a file or a resource that it names is not there. Absent: no. */
      readonly isMissing?: boolean;
    };

/** Checks the statement's syntax, writes the job as queued, and tells the runner. */
export async function submitJob(
  ports: Pick<Ports, 'jobs' | 'queues' | 'quotas' | 'engines' | 'news' | 'clock' | 'ids'>,
  order: SubmitOrder,
): Promise<SubmitAnswer> {
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(order.projectId, queueName);
  const engine = queue && ports.engines.get(queue.engine);
  if (!queue || !engine) return { kind: 'no_queue', queueName };

  const parsed = await engine.parse(order.sql);
  if (parsed.kind === 'refused') return parsed;
  const misfit = order.parameters ? findMisfit(parsed, order.parameters) : null;
  if (misfit !== null) return { kind: 'refused', error: { code: 'semantic', message: misfit } };

  const limits = await ports.quotas.limitsOf(order.projectId);
  const job = queuedJob(ports, queue, order, {
    kind: 'sql',
    engine: queue.engine,
    sql: order.sql,
    parameters: order.parameters ?? [],
    statementClass: parsed.statementClass,
    database: order.database ?? queue.defaultDatabase,
    program: null,
    transfer: null,
  });
  const full = await findFullStorage(ports.quotas, engine, order.projectId, parsed.growth);
  return writeQueuedJob(ports, job, limits, full, order.clientLeaseMs);
}
