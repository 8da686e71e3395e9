import type { JobError } from '../job/ending.ts';
import type { Job, Tag } from '../job/job.ts';
import { commandOf, type Program } from '../job/program.ts';
import type { Ports } from '../ports/ports.ts';
import { resolveFiles } from './resolve-files.ts';
import { tighterLimit } from './tighter-limit.ts';
import { type WriteAnswer, writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to run as a batch. */
export interface BatchOrder extends Pick<Program, 'file' | 'args' | 'files' | 'name' | 'sent'> {
  readonly projectId: string;
  readonly owner: string;
  /** Absent: `default`. Upper and lower case are alike. */
  readonly queueName?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly conf?: readonly string[] | undefined;
  readonly priority?: number | undefined;
  readonly key?: string | undefined;
  /** Absent: `defaultGraceMs`. */
  readonly graceMs?: number | undefined;
  /** Absent: it is not begun again. */
  readonly retries?: number | undefined;
  /** Absent: the queue's limit; a request can only tighten it. */
  readonly queuedTimeoutMs?: number | undefined;
  readonly runTimeoutMs?: number | undefined;
  /** How long it may go on without a word from its client. Absent: for ever. */
  readonly clientLeaseMs?: number | undefined;
}

export type SubmitBatchAnswer =
  | WriteAnswer
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | { readonly kind: 'refused'; readonly error: JobError };

/** What cluster managers give a program to end by itself. */
const defaultGraceMs = 10_000;

/** Looks whether the queue can run the program, writes the batch as queued, and tells the runner. */
export async function submitBatch(
  ports: Pick<
    Ports,
    'jobs' | 'queues' | 'quotas' | 'resources' | 'batchEngines' | 'news' | 'clock' | 'ids'
  >,
  order: BatchOrder,
): Promise<SubmitBatchAnswer> {
  const { projectId, owner, args, name, sent } = order;
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  const engine = ports.batchEngines.get(queue.engine);
  if (!engine) return { kind: 'refused', error: noBatches(queue.name, queue.engine) };

  const resolved = await resolveFiles(ports, projectId, order);
  if (resolved.kind === 'refused') return resolved;
  const { file, files } = resolved;
  const read = await engine.readProgram(projectId, queue, { file, files });
  if (read.kind === 'refused') return read;

  const program: Program = {
    file,
    runtime: read.runtime,
    args,
    files,
    name,
    graceMs: order.graceMs ?? defaultGraceMs,
    retries: order.retries ?? 0,
    sent,
  };
  const job: Job = {
    id: ports.ids.newId(),
    submittedAt: ports.clock.now(),
    revision: 1,
    state: { status: 'queued' },
    request: {
      projectId,
      kind: 'batch',
      queueId: queue.id,
      queueName: queue.name,
      engine: engine.name,
      sql: commandOf(program),
      parameters: [],
      statementClass: 'batch',
      database: queue.defaultDatabase,
      owner,
      tags: order.tags ?? [],
      conf: order.conf ?? [],
      priority: order.priority ?? 0,
      key: order.key ?? null,
      queuedTimeoutMs: tighterLimit(order.queuedTimeoutMs, queue.queuedTimeoutMs),
      runTimeoutMs: tighterLimit(order.runTimeoutMs, queue.runTimeoutMs),
      session: null,
      program,
    },
  };
  const limits = await ports.quotas.limitsOf(projectId);
  return writeQueuedJob(ports, job, limits, null, order.clientLeaseMs);
}

function noBatches(queueName: string, engine: string): JobError {
  return {
    code: 'not_supported',
    message:
      `The queue ${queueName} has the engine ${engine}, which runs no batches. ` +
      'Name a queue whose engine does.',
  };
}
