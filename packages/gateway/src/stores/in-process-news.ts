import type { Job } from '../core/job/job.ts';
import type { JobNews } from '../core/ports/job-news.ts';

type Listener = (job: Job) => void;

/**
 * News within one process, told to every listener before `publish` returns.
 * @param failed hears of a listener that threw; neither the others nor the publisher do
 */
export function createInProcessNews(failed: (what: string, cause: unknown) => void): JobNews {
  // Each subscription is an object of its own, so that one listener can subscribe twice.
  const subscriptions = new Set<{ readonly listener: Listener }>();
  return {
    publish: (job) => {
      for (const { listener } of subscriptions) tell(listener, job, failed);
    },
    subscribe: (listener) => {
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
  };
}

function tell(listener: Listener, job: Job, failed: (what: string, cause: unknown) => void): void {
  try {
    listener(job);
  } catch (error) {
    failed(`a listener to the news of job ${job.id}`, error);
  }
}
