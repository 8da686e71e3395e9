import type { JobId } from '../job/job.ts';
import { type FileName, readFileName } from './file-name.ts';

/** The bucket in which files of results lie, one for each page, below the id of their job. */
export const resultsBucket = 'sluice-results';

/** The file of one page of a job's result. */
export function resultFile(jobId: JobId, page: number): FileName {
  const read = readFileName(resultsBucket, `${resultPrefix(jobId)}${page}.json`);
  if (read.kind === 'bad_name') throw new Error(`job ${jobId} names no file: ${read.reason}`);
  return read.file;
}

/** What the keys of a job's files begin with. */
export function resultPrefix(jobId: JobId): string {
  return `${jobId}/`;
}
