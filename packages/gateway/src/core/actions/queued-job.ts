import type { Job, JobRequest, Tag } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import type { Queue } from '../ports/queue-store.ts';
import { tighterLimit } from './tighter-limit.ts';

/** What a caller says of a job, whatever it does. */
export interface JobOrder {
  readonly projectId: string;
  readonly owner: string;
  /** Absent: `default`. Upper and lower case are alike. */
  readonly queueName?: string | undefined;
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

type Work = Pick<
  JobRequest,
  | 'kind'
  | 'engine'
  | 'sql'
  | 'parameters'
  | 'statementClass'
  | 'database'
  | 'program'
  | 'transfer'
  | 'accessKey'
>;

/** A new job that waits on a queue, not written yet. */
export function queuedJob(
  ports: Pick<Ports, 'clock' | 'ids'>,
  queue: Queue,
  order: JobOrder,
  work: Work,
): Job {
  return {
    id: ports.ids.newId(),
    submittedAt: ports.clock.now(),
    revision: 1,
    state: { status: 'queued' },
    request: {
      ...work,
      projectId: order.projectId,
      queueId: queue.id,
      queueName: queue.name,
      owner: order.owner,
      tags: order.tags ?? [],
      conf: order.conf ?? [],
      priority: order.priority ?? 0,
      key: order.key ?? null,
      queuedTimeoutMs: tighterLimit(order.queuedTimeoutMs, queue.queuedTimeoutMs),
      runTimeoutMs: tighterLimit(order.runTimeoutMs, queue.runTimeoutMs),
      session: null,
    },
  };
}
