import { Counter, Histogram, type Registry } from 'prom-client';
import { intentOf, isEnded, type Job } from '../core/job/job.ts';
import type { JobNews } from '../core/ports/job-news.ts';
import { BoundedNames } from './bounded-names.ts';
import { type MetricFailed, quietly } from './quietly.ts';

/** Queues that have a series of their own. */
const mostQueues = 200;
/** The revision that a job's first claim gives it: an adoption claims nothing. */
const claimedRevision = 2;

/**
 * Counts what becomes of jobs, as their news is told.
 * @returns a function that ends it
 */
export function measureJobs(registry: Registry, news: JobNews, failed: MetricFailed): () => void {
  const queues = new BoundedNames(mostQueues);
  const queueWait = new Histogram({
    name: 'sluice_queue_wait_seconds',
    help: 'From the submit of a job to its claim.',
    labelNames: ['queue'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200],
    registers: [registry],
  });
  const ended = new Counter({
    name: 'sluice_jobs_ended_total',
    help: 'Jobs that have ended, by how.',
    labelNames: ['engine', 'ending'],
    registers: [registry],
  });
  const cancelsEnded = new Counter({
    name: 'sluice_cancels_ended_total',
    help: 'Jobs with a wish to stop that have ended, by why it was wished and how they ended.',
    labelNames: ['engine', 'reason', 'ending'],
    registers: [registry],
  });

  const measure = (job: Job) => {
    const { engine, queueName } = job.request;
    if (job.state.status === 'launching' && job.revision === claimedRevision) {
      const waitedMs = job.state.claimedAt - job.submittedAt;
      queueWait.observe({ queue: queues.of(queueName) }, Math.max(0, waitedMs) / 1_000);
    }
    if (!isEnded(job)) return;
    const ending = job.state.ending.how;
    ended.inc({ engine, ending });
    const intent = intentOf(job);
    if (intent) cancelsEnded.inc({ engine, reason: intent.reason, ending });
  };
  return news.subscribe((job) => quietly(failed, 'jobs', () => measure(job)));
}
