import type { JobError } from '../job/ending.ts';
import { intentOf, isEnded, type Job } from '../job/job.ts';
import type { Held, ReleaseCheck } from '../job/receipt.ts';
import { receiptOf } from '../job/receipt-of.ts';
import type { Ports } from '../ports/ports.ts';
import { adoptLostJobs } from './adopt-lost-jobs.ts';
import { moveJob } from './move-job.ts';

/**
 * Ends what was live when a backup was made: `lost`. It went on in the world that was copied, and its
 * true ending was told there; nothing of it is here. What it held is another directory's, and is not
 * touched.
 * @param leaseToken the newest one of the restored state
 * @returns how many
 */
export async function endRestored(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  leaseToken: number,
): Promise<number> {
  const live = await adoptLostJobs(ports, leaseToken);
  for (const job of live) await endLost(ports, job, leaseToken);
  return live.length;
}

async function endLost(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  job: Job,
  leaseToken: number,
): Promise<void> {
  const holdings = await ports.jobs.ledgerOf(job.id);
  const checks = holdings.map((held) => notHere(held, ports.clock.now()));
  const event = { kind: 'engine_out_of_reach', error: restored } as const;
  const happened = { event, at: ports.clock.now() };
  const move = await moveJob(ports, job, leaseToken, [happened], (before, after) => {
    if (!isEnded(after) || !intentOf(before)) return { released: checks };
    return { released: checks, receipt: receiptOf(after, { checks }) };
  });
  if (move.kind !== 'moved') throw new Error(`job ${job.id} was live and cannot end`);
}

function notHere(held: Held, at: number): ReleaseCheck {
  return { held, isGone: true, read: 'of the data directory that was copied; not in this one', at };
}

const restored: JobError = {
  code: 'engine',
  message:
    'The job was live when the backup was made from which this state was restored. What became of ' +
    'it afterwards is not known here: look at its tables before you submit it again.',
};
