import type { Job } from '../job/job.ts';

/** Tells this process that a job has moved. A hint only: the row is the truth. */
export interface JobNews {
  publish(job: Job): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: (job: Job) => void): () => void;
}
