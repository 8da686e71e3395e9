import { Histogram, type Registry } from 'prom-client';
import type { Receipt } from '../core/job/receipt.ts';
import type { JobStore, Step } from '../core/ports/job-store.ts';
import { type MetricFailed, quietly } from './quietly.ts';

/**
 * Measures every cancel by its receipt, as it is written: the metric and the receipt say the same.
 * @returns the store to use from now on
 */
export function measureCancels(registry: Registry, jobs: JobStore, failed: MetricFailed): JobStore {
  const latency = new Histogram({
    name: 'sluice_cancel_seconds',
    help: 'How long each phase of a cancel took, by the rung after which the work was seen to stop.',
    labelNames: ['engine', 'phase', 'rung'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 30, 60, 300],
    registers: [registry],
  });
  const measure = ({ after, receipt }: Step) => {
    if (!receipt) return;
    const { engine } = after.request;
    const rung = receipt.rung ?? 'none';
    for (const { phase, ms } of phasesOf(receipt)) {
      latency.observe({ engine, phase, rung }, Math.max(0, ms) / 1_000);
    }
  };
  const written = (step: Step) => quietly(failed, 'a cancel', () => measure(step));
  return {
    ...jobs,
    commit: async (step) => {
      const answer = await jobs.commit(step);
      if (answer.kind === 'committed') for (const each of [step, ...answer.along]) written(each);
      return answer;
    },
    cancelWaiting: async (...asked) => {
      const answer = await jobs.cancelWaiting(...asked);
      for (const step of [...answer.cancelled, ...answer.along]) written(step);
      return answer;
    },
  };
}

/** A phase that a cancel did not have is not measured: what never ran was not delivered. */
function phasesOf({ phases }: Receipt): { readonly phase: string; readonly ms: number }[] {
  const { accepted, delivered, observed, released } = phases;
  const spans = [
    ['accepted_delivered', accepted, delivered],
    ['delivered_observed', delivered, observed],
    ['observed_released', observed, released],
    ['accepted_released', accepted, released],
  ] as const;
  return spans.flatMap(([phase, from, to]) =>
    from === null || to === null ? [] : [{ phase, ms: to - from }],
  );
}
