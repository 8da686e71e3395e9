import { expect } from 'vitest';
import type { EndedJob } from '../../src/core/job/job.ts';
import type { Receipt } from '../../src/core/job/receipt.ts';
import { type Ends, type KillPoint, killPoints } from './kill-points.ts';
import type { Victims } from './kill-switch.ts';
import { type Play, plays, type PlayStage } from './plays.ts';
import type { RecoveryWorld } from './recovery-world.ts';

/** Kills the victims at the point, starts the next gateway, and looks whether everything is true. */
export async function playPoint(
  world: RecoveryWorld,
  point: KillPoint,
  victims: Victims,
): Promise<void> {
  const play: Play = plays[point.play];
  const tag = world.nextTag();
  const stage: PlayStage = { world, tag, key: `key-${tag}`, sql: play.sql(tag), point, victims };
  const acting = play.act(stage);
  if (victims === 'host') await acting;
  else await Promise.allSettled([acting, world.gateway.ended()]);
  expect(world.disarm(), `'${point.name}' was reached`).toBe(true);
  await world.restart();
  await expectTruth(stage, play);
}

async function expectTruth(stage: PlayStage, play: Play): Promise<void> {
  const { world, sql, key } = stage;
  // A client that heard no answer asks again, and finds the one job (I12).
  const { id } = await world.submit(sql, key);
  expect((await world.submit(sql, key)).id).toBe(id);

  const ended = await world.ended(id);
  const { ending, intent } = ended.state;
  const ends = endOf(stage);
  if (ends !== 'what is true') expect(ending).toMatchObject({ how: ends });
  expect(['succeeded', 'failed', 'cancelled']).toContain(ending.how);
  const seen = await play.seen(stage, ended);
  expect({ ending, seen }).toMatchObject({ seen: ending.how === 'succeeded' ? play.whole : 0 });

  const state = world.stateOf(id);
  expect(state).toMatchObject({ endings: [ending.how], ledger: [], leaseToken: null, live: 0 });
  expect(state.hasIntent).toBe(intent !== null);
  expectReceipt(ended, state.receipt);
  expectNothingLeft(world, ended);
}

/** A host whose gateway dies works on, and the next gateway adopts it with its statement. */
function endOf({ point, victims }: PlayStage): Ends {
  const names = killPoints.map(({ name }) => name);
  const isInHost = names.indexOf(point.name) >= names.indexOf('running written');
  return victims === 'gateway' && isInHost && point.ends === 'what is true'
    ? 'succeeded'
    : point.ends;
}

function expectReceipt({ state: { ending, intent } }: EndedJob, text: string | null): void {
  if (intent === null) return expect(text).toBeNull();
  const receipt = JSON.parse(text ?? 'null') as Receipt | null;
  expect(receipt).toMatchObject({ ending: ending.how, intent: { by: intent.by } });
  expect(receipt?.checks.filter(({ isGone }) => !isGone)).toEqual([]);
}

function expectNothingLeft(world: RecoveryWorld, { id, state: { ending } }: EndedJob): void {
  expect(world.hosts().length).toBeLessThanOrEqual(1);
  expect(world.names('bucket').filter((name) => name.startsWith('.sluice'))).toEqual([]);
  const isKept = ending.how === 'succeeded' && ending.result.rows.at === 'engine';
  expect(world.names('results').filter((name) => name.startsWith(id))).toEqual(
    isKept ? [`${id}.duckdb`] : [],
  );
}
