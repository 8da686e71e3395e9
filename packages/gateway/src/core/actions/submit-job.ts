import type { JobError } from '../job/ending.ts';
import type { Ports } from '../ports/ports.ts';
import { findFullStorage } from '../quotas/find-full-storage.ts';
import { type JobOrder, queuedJob } from './queued-job.ts';
import { type WriteAnswer, writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to run. */
export interface SubmitOrder extends JobOrder {
  readonly sql: string;
  /** Absent: the queue's default database. */
  readonly database?: string | undefined;
}

export type SubmitAnswer = WriteAnswer | { readonly kind: 'refused'; readonly error: JobError };

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

  const limits = await ports.quotas.limitsOf(order.projectId);
  const job = queuedJob(ports, queue, order, {
    kind: 'sql',
    engine: queue.engine,
    sql: order.sql,
    parameters: [],
    statementClass: parsed.statementClass,
    database: order.database ?? queue.defaultDatabase,
    program: null,
    transfer: null,
  });
  const full = await findFullStorage(ports.quotas, engine, order.projectId, parsed.growth);
  return writeQueuedJob(ports, job, limits, full, order.clientLeaseMs);
}
