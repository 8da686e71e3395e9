import { parseArgs } from 'node:util';
import { killAtRandom } from './kill-at-random.ts';

// By hand: node tests/recovery/random-kills.ts --rounds 300 --seed 7

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '300' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const rounds = Number(values.rounds);
process.stdout.write(`seed ${seed}, ${rounds} rounds\n`);
const figures = await killAtRandom({
  seed,
  rounds,
  onStrike: (round, kind) => process.stdout.write(`${round} ${kind}\n`),
});
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
process.exitCode = figures.wrong.length === 0 ? 0 : 1;
