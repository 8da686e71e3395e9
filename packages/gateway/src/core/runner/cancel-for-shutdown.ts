import { type Job, leaseTokenOf } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import { moveJob } from './move-job.ts';

type ShutdownPorts = Pick<Ports, 'jobs' | 'news' | 'clock'>;

/**
 * Asks for the stop of the jobs that are live under this lease. The writes are fenced: who was taken
 * over, and does not know it yet, stops no job of the new owner.
 * @param mayGoOn whether a job is left to the next gateway as it is
 * @throws LeaseLostError when this gateway was taken over
 */
export async function cancelForShutdown(
  ports: ShutdownPorts,
  leaseToken: number,
  mayGoOn: (job: Job) => boolean,
): Promise<void> {
  const live = await ports.jobs.liveJobs();
  const own = live.filter((job) => leaseTokenOf(job) === leaseToken && !mayGoOn(job));
  await Promise.all(own.map((job) => cancelOne(ports, job, leaseToken)));
}

async function cancelOne(ports: ShutdownPorts, job: Job, leaseToken: number): Promise<void> {
  const at = ports.clock.now();
  const requestId = `shutdown-${job.id}`;
  const intent = { by: 'sluice', at, reason: 'shutdown', requestId } as const;
  const event = { kind: 'cancel_wanted', intent } as const;
  const move = await moveJob(ports, job, leaseToken, [{ event, at }]);
  if (move.kind === 'moved') ports.news.publish(move.job);
}
