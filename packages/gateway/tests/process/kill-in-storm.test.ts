import { expect, it } from 'vitest';
import { probeIsolation } from '../../src/engines/process/isolation.ts';
import { killInStorm } from './kill-in-storm.ts';

const seed = Number(process.env['SLUICE_TEST_SEED'] ?? Date.now() % 1_000_000);
const kills = Number(process.env['SLUICE_TEST_KILLS'] ?? 3);
const isolation = await probeIsolation('/tmp');

it.skipIf(isolation.kind === 'none')(
  `cases 13, 14 and 23: the gateway is killed in a storm of batches, SLUICE_TEST_SEED=${seed}: no process left, no false word, one ending each (I1, I2, I3, I7)`,
  async () => {
    const { wrong, endings, adopted } = await killInStorm({ seed, kills, withinMs: 2_000 });
    expect(wrong).toEqual([]);
    expect(endings['cancelled']).toBeGreaterThan(0);
    expect(adopted).toBeGreaterThan(0);
  },
  600_000,
);
