import { afterAll, expect, it } from 'vitest';
import { killPoints } from './kill-points.ts';
import type { Victims } from './kill-switch.ts';
import { playPoint } from './play-point.ts';
import { plays, type Play } from './plays.ts';
import { RecoveryWorld } from './recovery-world.ts';

/** Plays every point of LIFECYCLE.md with these victims, on one data directory as long as all is well. */
export function playPoints(victims: Victims): void {
  let world: RecoveryWorld | null = null;
  afterAll(async () => {
    expect((await world?.end()) ?? []).toEqual([]);
  });

  for (const point of killPoints) {
    const play: Play = plays[point.play];
    it(`${point.name}: between ${point.between}`, async () => {
      if (play.isInNewWorld) {
        await world?.end();
        world = null;
      }
      world ??= await RecoveryWorld.start();
      const played = world;
      // A failure takes its data directory with it: the next point starts anew.
      world = null;
      try {
        if (!play.isInNewWorld) await played.run(makeKept);
        await expect(playPoint(played, point, victims)).resolves.toBeUndefined();
        world = played;
      } finally {
        if (!world) await played.end();
      }
    });
  }
}

const makeKept = 'CREATE TABLE IF NOT EXISTS kept (tag BIGINT, i BIGINT)';
