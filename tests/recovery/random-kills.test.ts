import { expect, it } from 'vitest';
import { killAtRandom } from './kill-at-random.ts';

const seed = Number(process.env['SLUICE_TEST_SEED'] ?? Date.now() % 1_000_000);
const rounds = Number(process.env['SLUICE_TEST_ROUNDS'] ?? 8);

it(`random kills under load, SLUICE_TEST_SEED=${seed}: none lost, none false, none double (I1, I2, I3, I4, I7)`, async () => {
  const { wrong, jobs } = await killAtRandom({ seed, rounds });
  expect(wrong).toEqual([]);
  expect(jobs).toBeGreaterThan(rounds);
}, 240_000);
