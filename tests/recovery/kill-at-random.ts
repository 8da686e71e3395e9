import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from './dice.ts';
import { judge, type Judgement } from './judge.ts';
import { Load } from './load.ts';
import { MortalGateway } from './mortal-gateway.ts';
import { type Strike, strike, strikes } from './strike.ts';
import { setUp } from './tasks.ts';

export interface RandomKills {
  readonly seed: number;
  readonly rounds: number;
  /** Told of each strike. */
  readonly onStrike?: (round: number, kind: Strike) => void;
}

export interface Figures extends Judgement {
  readonly strikes: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const workers = 6;

/** A gateway under load is hit again and again; at the end everything that was told has to be true. */
export async function killAtRandom({ seed, rounds, onStrike }: RandomKills): Promise<Figures> {
  const begun = performance.now();
  const dice = new Dice(seed);
  const gateway = await MortalGateway.start();
  try {
    const client = gateway.client();
    for (const sql of setUp) await client.wait((await client.submit({ sql })).id);
    const load = new Load(client, new Dice(seed + 1), seed, workers);
    const struck: Record<string, number> = {};
    for (let round = 1; round <= rounds; round++) {
      // Some hit it while it starts.
      if (dice.chance(0.75)) await gateway.startUntilReady();
      await pause(dice.between(0, 1_200));
      const kind = dice.pick(strikes);
      onStrike?.(round, kind);
      await strike(gateway, dice, kind);
      struck[kind] = (struck[kind] ?? 0) + 1;
    }
    await gateway.startUntilReady();
    await load.stop();
    const judgement = await judge(gateway, client, load.asked);
    const wrong = [...load.wrong, ...judgement.wrong, ...(await faultsOfTheEnd(gateway))];
    const seconds = Math.round((performance.now() - begun) / 1_000);
    return { ...judgement, wrong, strikes: struck, seconds };
  } finally {
    await gateway.kill();
    gateway.remove();
  }
}

async function faultsOfTheEnd(gateway: MortalGateway): Promise<string[]> {
  const wrong: string[] = [];
  const code = await gateway.stop();
  if (code !== 0) wrong.push(`the last gateway ended with ${code}: ${gateway.told}`);
  const left = gateway.left();
  if (left.length > 0) wrong.push(`processes are left: ${left.join(' ')}`);
  return wrong;
}
