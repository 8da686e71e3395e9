// A gateway in a storm of batches, to be killed. What it has heard it says at once, a line each.
import { writeSync } from 'node:fs';
import { Dice } from '../../../../tests/recovery/dice.ts';
import { startBatches } from './start-batches.ts';
import { atOnce, cancelOne } from './storm-batches.ts';

export type StormWord =
  | { readonly said: 'begun' }
  | { readonly said: 'submitted'; readonly jobId: string }
  | {
      readonly said: 'answered';
      readonly jobId: string;
      readonly verdict: string;
      readonly faults: readonly string[];
    };

const [dataDir = '', seed = '', withinMs = ''] = process.argv.slice(2);
const dice = new Dice(Number(seed));
const world = await startBatches({ dataDir, slots: atOnce });
say({ said: 'begun' });
await Promise.all(Array.from({ length: atOnce }, work));

async function work(): Promise<never> {
  for (;;) {
    const submitted = (jobId: string) => say({ said: 'submitted', jobId });
    const one = await cancelOne(world, dice, Number(withinMs), submitted);
    say({ said: 'answered', ...one });
  }
}

/** Synchronously: a word that was said outlives the one who said it. */
function say(word: StormWord): void {
  writeSync(1, `${JSON.stringify(word)}\n`);
}
