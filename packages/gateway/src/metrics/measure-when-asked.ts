import { Gauge, type Registry } from 'prom-client';
import type { MetricFailed } from './quietly.ts';

/** Adds a gauge that is read when somebody asks for it. */
export type MeasureWhenAsked = (
  name: string,
  help: string,
  labelNames: readonly string[],
  look: (set: (labels: Record<string, string>, value: number) => void) => Promise<void> | void,
) => void;

/** What cannot be read is left out of the answer; the rest is there. */
export function measuresWhenAsked(registry: Registry, failed: MetricFailed): MeasureWhenAsked {
  return (name, help, labelNames, look) => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        gauge.reset();
        try {
          await look((labels, value) => gauge.set(labels, value));
        } catch (error) {
          failed(`measuring ${name}`, error);
        }
      },
    });
  };
}
