import type { JobError } from '../job/ending.ts';
import type { Job, Tag } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import { findFullStorage } from '../quotas/find-full-storage.ts';
import { tighterLimit } from './tighter-limit.ts';
import { type WriteAnswer, writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to run. */
export interface SubmitOrder {
  readonly projectId: string;
  readonly owner: string;
  readonly sql: string;
  /** Absent: `default`. Upper and lower case are alike. */
  readonly queueName?: string | undefined;
  /** Absent: the queue's default database. */
  readonly database?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly conf?: readonly string[] | undefined;
  readonly priority?: number | undefined;
  readonly key?: string | undefined;
  /** Absent: the queue's limit; a request can only tighten it. */
  readonly queuedTimeoutMs?: number | undefined;
  readonly runTimeoutMs?: number | undefined;
  /** How long it may go on without a word from its client. Absent: for ever. */
  readonly clientLeaseMs?: number | undefined;
}

export type SubmitAnswer =
  | WriteAnswer
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | { readonly kind: 'refused'; readonly error: JobError };

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
  const job: Job = {
    id: ports.ids.newId(),
    submittedAt: ports.clock.now(),
    revision: 1,
    state: { status: 'queued' },
    request: {
      projectId: order.projectId,
      kind: 'sql',
      queueId: queue.id,
      queueName: queue.name,
      engine: queue.engine,
      sql: order.sql,
      parameters: [],
      statementClass: parsed.statementClass,
      database: order.database ?? queue.defaultDatabase,
      owner: order.owner,
      tags: order.tags ?? [],
      conf: order.conf ?? [],
      priority: order.priority ?? 0,
      key: order.key ?? null,
      queuedTimeoutMs: tighterLimit(order.queuedTimeoutMs, queue.queuedTimeoutMs),
      runTimeoutMs: tighterLimit(order.runTimeoutMs, queue.runTimeoutMs),
      session: null,
      program: null,
    },
  };
  const full = await findFullStorage(ports.quotas, engine, order.projectId, parsed.growth);
  return writeQueuedJob(ports, job, limits, full, order.clientLeaseMs);
}
