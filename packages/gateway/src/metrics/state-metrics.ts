import type { Registry } from 'prom-client';
import type { JobCounts } from '../core/ports/job-counts.ts';
import type { SqlEngine } from '../core/ports/sql-engine.ts';
import { measuresWhenAsked } from './measure-when-asked.ts';
import type { MetricFailed } from './quietly.ts';

/** What is read when somebody asks: how things stand, not what has happened. */
export interface StateSources {
  readonly jobs: JobCounts;
  readonly engines: readonly Pick<SqlEngine, 'name' | 'hostsAlive'>[];
}

export function measureState(
  registry: Registry,
  { jobs, engines }: StateSources,
  failed: MetricFailed,
): void {
  const measure = measuresWhenAsked(registry, failed);
  measure('sluice_jobs', 'Jobs that have not ended.', ['queue', 'state'], async (set) => {
    for (const { queueName: queue, jobs: byState } of await jobs.count()) {
      for (const [state, count] of Object.entries(byState)) set({ queue, state }, count);
    }
  });
  measure('sluice_sessions', 'Sessions that have not ended.', ['queue', 'state'], async (set) => {
    for (const { queueName: queue, sessions } of await jobs.countSessions()) {
      for (const [state, count] of Object.entries(sessions)) set({ queue, state }, count);
    }
  });
  measure('sluice_hosts', 'Processes of an engine that are alive.', ['engine'], (set) => {
    for (const engine of engines) set({ engine: engine.name }, engine.hostsAlive());
  });
}
