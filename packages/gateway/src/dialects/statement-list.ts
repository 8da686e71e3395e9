import type { Job } from '../core/job/job.ts';
import type { JobList } from '../core/ports/job-store.ts';
import { listInJson } from './list-in-json.ts';

/**
 * A list of statements as Livy and DLI v2.0 write it, a text at a time.
 * @param textOf a statement as JSON
 */
export function statementList(
  { jobs, total }: JobList,
  textOf: (job: Job) => Promise<string>,
): AsyncGenerator<string> {
  return listInJson({ total_statements: total }, 'statements', textsOf(jobs, textOf));
}

async function* textsOf(
  jobs: readonly Job[],
  textOf: (job: Job) => Promise<string>,
): AsyncGenerator<string> {
  for (const job of jobs) yield await textOf(job);
}
