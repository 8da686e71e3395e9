import { requestCancel } from '../actions/request-cancel.ts';
import type { Ports } from '../ports/ports.ts';

const sliceSize = 200;

/**
 * Asks for the stop of every job past its queued or run limit. A time-out is an ordinary cancel.
 * @param now by a clock whose last change the limits have followed
 */
export async function cancelOverdue(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  now: number,
): Promise<void> {
  for (;;) {
    const overdue = await ports.jobs.overdueJobs(now, sliceSize);
    const asked = overdue.map(({ id, request }) =>
      requestCancel(ports, request.projectId, id, {
        by: 'sluice',
        reason: 'timeout',
        requestId: `timeout-${id}`,
      }),
    );
    // Together, since the store writes many at once as fast as one.
    await Promise.all(asked);
    if (overdue.length < sliceSize) return;
  }
}
