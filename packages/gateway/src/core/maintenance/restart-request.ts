import type { JobRequest } from '../job/job.ts';
import type { Queue } from '../ports/queue-store.ts';
import { maintenanceQueue } from './maintenance-queue.ts';

export interface RestartOrder {
  readonly projectId: string;
  readonly by: string;
  /** Cancels what the queue has. Without it the restart is for an idle queue only. */
  readonly isForced: boolean;
}

/** The job that restarts a queue, as a job is asked for. It shows the queue that it restarts. */
export function restartRequest(
  queue: Queue,
  { projectId, by, isForced }: RestartOrder,
): JobRequest {
  return {
    projectId,
    kind: 'maintenance',
    queueId: maintenanceQueue.id,
    queueName: queue.name,
    engine: maintenanceQueue.engine,
    sql: `RESTART QUEUE ${queue.name}`,
    parameters: [],
    statementClass: 'restart_queue',
    database: queue.defaultDatabase,
    owner: by,
    tags: [],
    conf: isForced ? [forced] : [],
    priority: 0,
    key: null,
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    session: null,
    program: null,
    transfer: null,
  };
}

export function isForced({ conf }: Pick<JobRequest, 'conf'>): boolean {
  return conf.includes(forced);
}

const forced = 'force=true';
