import type { Job } from '../core/job/job.ts';
import type { JobList } from '../core/ports/job-store.ts';

/**
 * A list of statements as Livy and DLI v2.0 write it, a text at a time.
 * @param textOf a statement as JSON
 */
export async function* statementList(
  { jobs, total }: JobList,
  textOf: (job: Job) => Promise<string>,
): AsyncGenerator<string> {
  yield `{"total_statements":${total},"statements":[`;
  for (const [index, job] of jobs.entries()) {
    const text = await textOf(job);
    yield index === 0 ? text : `,${text}`;
  }
  yield ']}';
}
