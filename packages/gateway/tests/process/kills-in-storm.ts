import { parseArgs } from 'node:util';
import { killInStorm } from './kill-in-storm.ts';

// By hand: node packages/gateway/tests/process/kills-in-storm.ts --kills 100 --seed 7

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const kills = Number(values.kills);
process.stdout.write(`seed ${seed}, ${kills} kills\n`);
const figures = await killInStorm({
  seed,
  kills,
  withinMs: 2_000,
  onKill: (kill, judged, wrong) =>
    process.stdout.write(`${[`${kill}: ${judged} batches`, ...wrong].join('\n  ')}\n`),
});
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
process.exitCode = figures.wrong.length === 0 ? 0 : 1;
