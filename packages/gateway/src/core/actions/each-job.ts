import type { Job } from '../job/job.ts';
import type { JobList } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';
import { withinBytes } from '../within-bytes.ts';

/** Of texts: more are not held for one reader, however slowly he takes them. */
const mostBytes = 2 * 1_024 * 1_024;

/** All jobs of a page, in their order, read as they are taken. One that has gone meanwhile is left out. */
export async function* eachJob(
  { jobs }: Pick<Ports, 'jobs'>,
  projectId: string,
  list: Pick<JobList, 'jobs' | 'late'>,
): AsyncGenerator<Job> {
  yield* list.jobs;
  for (let late = list.late; late.length > 0;) {
    const turn = withinBytes(late, mostBytes).map(({ id }) => id);
    late = late.slice(turn.length);
    const found = new Map((await jobs.findMany(projectId, turn)).map((job) => [job.id, job]));
    for (const jobId of turn) {
      const job = found.get(jobId);
      if (job) yield job;
    }
  }
}
