import { expect, it } from 'vitest';
import { probeIsolation } from '../../src/engines/process/isolation.ts';
import { storm } from './storm-batches.ts';

const seed = Number(process.env['SLUICE_TEST_SEED'] ?? Date.now() % 1_000_000);
const batches = Number(process.env['SLUICE_TEST_BATCHES'] ?? 24);
const isolation = await probeIsolation('/tmp');

it.skipIf(isolation.kind === 'none')(
  `case 23: batches cancelled at random moments, SLUICE_TEST_SEED=${seed}: no process left, no false word (I3, I7)`,
  async () => {
    const { wrong, endings } = await storm({ seed, batches, withinMs: 600 });
    expect(wrong).toEqual([]);
    expect(endings['cancelled']).toBeGreaterThan(0);
  },
  300_000,
);
