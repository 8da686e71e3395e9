import type { JobError } from '../job/ending.ts';
import { commandOf, type Program } from '../job/program.ts';
import type { Ports } from '../ports/ports.ts';
import { resolveFiles } from './resolve-files.ts';
import { type JobOrder, queuedJob } from './queued-job.ts';
import type { SubmitAnswer } from './submit-job.ts';
import { writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to run as a batch. */
export interface BatchOrder
  extends JobOrder, Pick<Program, 'file' | 'args' | 'files' | 'name' | 'sent'> {
  /** The one that its owner has at the submit. */
  readonly accessKey?: string | undefined;
  /** Absent: what the queue gives. */
  readonly graceMs?: number | undefined;
  /** Absent: it is not begun again. */
  readonly retries?: number | undefined;
}

/** Looks whether the queue can run the program, writes the batch as queued, and tells the runner. */
export async function submitBatch(
  ports: Pick<
    Ports,
    'jobs' | 'queues' | 'quotas' | 'resources' | 'batchEngines' | 'news' | 'clock' | 'ids'
  >,
  order: BatchOrder,
): Promise<SubmitAnswer> {
  const { projectId, args, name, sent } = order;
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  const engines = ports.batchEngines.get(queue.engine) ?? [];
  if (engines.length === 0) return { kind: 'refused', error: noBatches(queue.name, queue.engine) };

  const resolved = await resolveFiles(ports, projectId, order);
  if (resolved.kind === 'refused') return resolved;
  const { file, files } = resolved;
  const engine = engines.find((each) => each.takes(file));
  if (!engine) throw new Error(`no engine of batches takes ${file}`);
  const retries = order.retries ?? 0;
  const read = await engine.readProgram(projectId, queue, { file, files, args, retries });
  if (read.kind === 'refused') return read;

  const program: Program = {
    file,
    runtime: read.runtime,
    args,
    files,
    name,
    graceMs: order.graceMs ?? queue.programRules.graceMs,
    retries,
    sent,
  };
  const job = queuedJob(ports, queue, order, {
    kind: 'batch',
    engine: engine.name,
    sql: commandOf(program),
    parameters: [],
    statementClass: 'batch',
    database: queue.defaultDatabase,
    program,
    transfer: null,
    ...(order.accessKey !== undefined && { accessKey: order.accessKey }),
  });
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
