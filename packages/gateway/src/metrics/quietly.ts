/** Hears of a metric that could not be taken. */
export type MetricFailed = (what: string, cause: unknown) => void;

/** Takes a measure. One that fails is told of, and nobody else: no metric may fail what it measures. */
export function quietly(failed: MetricFailed, what: string, measure: () => void): void {
  try {
    measure();
  } catch (error) {
    failed(`measuring ${what}`, error);
  }
}
