import { type Job, leaseTokenOf } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import { moveJob } from './move-job.ts';

/**
 * Takes over what earlier gateways were driving when their lease ran out.
 * @param leaseToken the newest one
 * @returns the jobs that are live under it now
 * @throws LeaseLostError when another gateway does the same
 */
export async function adoptLostJobs(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  leaseToken: number,
): Promise<Job[]> {
  const adopted: Job[] = [];
  for (const job of await ports.jobs.liveJobs()) {
    const former = leaseTokenOf(job);
    if (former === null) continue;
    const event = { kind: 'lease_ran_out', leaseToken } as const;
    const move = await moveJob(ports, job, former, [{ event, at: ports.clock.now() }]);
    // Its old owner may have ended it just now; then nobody needs to.
    if (move.kind === 'moved') adopted.push(move.job);
  }
  return adopted;
}
