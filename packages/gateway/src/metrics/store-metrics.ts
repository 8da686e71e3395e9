import { Histogram, type Registry } from 'prom-client';
import type { StoreObserver } from '../core/ports/store-observer.ts';
import { type MetricFailed, quietly } from './quietly.ts';

/** @returns what the store is to tell its times to */
export function measureStore(registry: Registry, failed: MetricFailed): StoreObserver {
  const writes = new Histogram({
    name: 'sluice_store_write_seconds',
    help: 'From the asking for a write to its being on disk, its wait for its turn included.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const reads = new Histogram({
    name: 'sluice_store_read_seconds',
    help: 'One query of a reader.',
    buckets: [0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
    registers: [registry],
  });
  const together = new Histogram({
    name: 'sluice_store_commit_writes',
    help: 'Writes that were committed together, with one sync of the disk.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 100],
    registers: [registry],
  });
  // To find them by their label takes longer than to count.
  const byOutcome = { committed: writes.labels('committed'), failed: writes.labels('failed') };
  return {
    wrote: (ms, outcome) =>
      quietly(failed, 'a write', () => byOutcome[outcome].observe(ms / 1_000)),
    read: (ms) => quietly(failed, 'a read', () => reads.observe(ms / 1_000)),
    committedTogether: (count) => quietly(failed, 'a commit', () => together.observe(count)),
  };
}
