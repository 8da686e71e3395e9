import { collectDefaultMetrics, Registry } from 'prom-client';
import type { JobNews } from '../core/ports/job-news.ts';
import type { JobStore } from '../core/ports/job-store.ts';
import type { StoreObserver } from '../core/ports/store-observer.ts';
import { measureCancels } from './cancel-metrics.ts';
import type { OverQuota } from '../core/quotas/quota.ts';
import { measureRequests, type RequestMeasure } from './http-metrics.ts';
import { measureJobs } from './job-metrics.ts';
import type { MetricFailed } from './quietly.ts';
import { countRefusals, measureQuotas, type QuotaSources } from './quota-metrics.ts';
import { measureState, type StateSources } from './state-metrics.ts';
import { measureStore } from './store-metrics.ts';

/**
 * The gateway's metrics (docs/observe.md). Each is taken in one place: jobs from their news, cancels
 * from their receipts, the store and the HTTP server from what they tell, and how things stand when
 * somebody asks. Labels are words of ours, engines, routes, queues and projects: never ids of jobs or
 * texts of users.
 */
export class Metrics {
  readonly store: StoreObserver;
  readonly request: (request: RequestMeasure) => void;
  readonly refusal: (over: OverQuota) => void;
  readonly #registry = new Registry();
  readonly #failed: MetricFailed;

  constructor(failed: MetricFailed) {
    this.#failed = failed;
    this.store = measureStore(this.#registry, failed);
    this.refusal = countRefusals(this.#registry, failed);
    this.request = measureRequests(this.#registry, failed);
  }

  watchQuotas(sources: QuotaSources): void {
    measureQuotas(this.#registry, sources, this.#failed);
  }

  /** @returns the store to use from now on */
  watchCancels(jobs: JobStore): JobStore {
    return measureCancels(this.#registry, jobs, this.#failed);
  }

  /** @returns a function that ends it */
  watchJobs(news: JobNews): () => void {
    return measureJobs(this.#registry, news, this.#failed);
  }

  watchState(sources: StateSources): void {
    measureState(this.#registry, sources, this.#failed);
  }

  /** Memory, processor time, event loop. Once in a process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Everything, in the text format of Prometheus. */
  async expose(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
