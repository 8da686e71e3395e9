import { Bell } from '../../core/actions/bell.ts';
import { cancelMatching } from '../../core/actions/cancel-matching.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import { isForced } from '../../core/maintenance/restart-request.ts';
import type { LiveFilter, JobStore, LiveMatching } from '../../core/ports/job-store.ts';
import type { Ports } from '../../core/ports/ports.ts';

/**
 * Cancels every job of the queue that came before the restart, and waits until all have ended. The
 * store claims none of them meanwhile, nor any that came later.
 * @param closed aborts when this process gives it up; the next one begins again
 */
export async function carryOutRestart(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  restart: Job,
  closed: AbortSignal,
): Promise<Observed> {
  const { projectId, owner: by } = restart.request;
  // One that is not forced was accepted for an idle queue: what waits there goes on waiting.
  if (!isForced(restart.request)) return succeeded;
  const wish = { by, reason: 'queue_restarted', requestId: `restart-${restart.id}` } as const;
  using bell = new Bell(ports, (job) => (isEndingOf(restart, job) ? job : null));
  while (!closed.aborted) {
    bell.rearm();
    await cancelMatching(ports, projectId, before(restart), wish, 0);
    const { waiting, begun } = await liveBefore(ports.jobs, restart);
    if (waiting.length + begun.length === 0) return succeeded;
    await bell.sleep(closed);
  }
  throw new Error(`the restart ${restart.id} was given up`);
}

/** The jobs that the restart has set out to cancel, as far as they have not ended. */
export function liveBefore(jobs: JobStore, restart: Job): Promise<LiveMatching> {
  if (!isForced(restart.request)) return Promise.resolve({ waiting: [], begun: [] });
  return jobs.liveMatching(restart.request.projectId, before(restart));
}

function before({ id, request }: Job): LiveFilter {
  return { queueName: request.queueName, beforeJob: id };
}

function isEndingOf({ request }: Job, job: Job): boolean {
  const { projectId, queueName } = job.request;
  return projectId === request.projectId && queueName === request.queueName && isEnded(job);
}

const succeeded: Observed = {
  kind: 'succeeded',
  result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
};
