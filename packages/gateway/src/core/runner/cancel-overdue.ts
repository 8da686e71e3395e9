import { requestCancel } from '../actions/request-cancel.ts';
import type { Ports } from '../ports/ports.ts';

const sliceSize = 200;

/** Asks for the stop of every job past its queued or run limit. A time-out is an ordinary cancel. */
export async function cancelOverdue(ports: Pick<Ports, 'jobs' | 'news' | 'clock'>): Promise<void> {
  for (;;) {
    const overdue = await ports.jobs.overdueJobs(ports.clock.now(), sliceSize);
    for (const job of overdue) {
      await requestCancel(ports, job.request.projectId, job.id, {
        by: 'sluice',
        reason: 'timeout',
        requestId: `timeout-${job.id}`,
      });
    }
    if (overdue.length < sliceSize) return;
  }
}
