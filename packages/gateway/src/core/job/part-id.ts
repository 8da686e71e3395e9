import type { JobId } from './job.ts';

/** Names a part of a job that an engine runs by itself, such as a statement of a script; `number` is its place. */
export function partId(jobId: JobId, number: number): string {
  return `${jobId}.${number}`;
}

/** The job of a part; of a job that has none, itself. */
export function jobOfPart(id: string): JobId {
  const end = id.indexOf('.');
  return end < 0 ? id : id.slice(0, end);
}
