import { Gauge, type Registry } from 'prom-client';
import type { Engine } from '../core/ports/engine.ts';
import type { JobCounts } from '../core/ports/job-counts.ts';
import type { MetricFailed } from './quietly.ts';

/** What is read when somebody asks: how things stand, not what has happened. */
export interface StateSources {
  readonly jobs: JobCounts;
  readonly engines: readonly Engine[];
}

/** What cannot be read is left out of the answer; the rest is there. */
export function measureState(
  registry: Registry,
  { jobs, engines }: StateSources,
  failed: MetricFailed,
): void {
  const measure: Measure = (name, help, labelNames, look) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        this.reset();
        try {
          await look((labels, value) => this.set(labels, value));
        } catch (error) {
          failed(`measuring ${name}`, error);
        }
      },
    });

  measure('sluice_jobs', 'Jobs that have not ended.', ['queue', 'state'], async (set) => {
    for (const { queueName: queue, jobs: byState } of await jobs.count()) {
      for (const [state, count] of Object.entries(byState)) set({ queue, state }, count);
    }
  });
  measure('sluice_hosts', 'Processes of an engine that are alive.', ['engine'], (set) => {
    for (const engine of engines) set({ engine: engine.name }, engine.hostsAlive());
  });
}

type Measure = (
  name: string,
  help: string,
  labelNames: readonly string[],
  look: (set: (labels: Record<string, string>, value: number) => void) => Promise<void> | void,
) => void;
