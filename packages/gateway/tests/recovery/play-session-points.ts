import { afterAll, expect, it } from 'vitest';
import type { Victims } from './kill-switch.ts';
import { playSessionPoint, type SessionCase } from './play-session-point.ts';
import { RecoveryWorld } from './recovery-world.ts';
import { sessionPoints, statementPoints } from './session-points.ts';

/** Plays every point of SESSIONS.md with these victims, on one data directory as long as all is well. */
export function playSessionPoints(victims: Victims): void {
  let world: RecoveryWorld | null = null;
  afterAll(async () => {
    expect((await world?.end()) ?? []).toEqual([]);
  });

  for (const played of casesOf(victims)) {
    it(`${played.name}, ${played.where}`, async () => {
      world ??= await begin();
      const it = world;
      // A failure takes its data directory with it: the next point starts anew.
      world = null;
      try {
        await expect(playSessionPoint(it, played)).resolves.toBeUndefined();
        world = it;
      } finally {
        if (!world) await it.end();
      }
    });
  }
}

async function begin(): Promise<RecoveryWorld> {
  const world = await RecoveryWorld.start({ slots: 4, interruptMs: 200 });
  await world.run('CREATE TABLE kept (tag BIGINT, i BIGINT)');
  await world.gateway.ask('createQueue', 'narrow', 1);
  return world;
}

function casesOf(victims: Victims): readonly SessionCase[] {
  const isAlone = victims === 'gateway';
  const ofSessions = sessionPoints.map(
    ({ name, between, play, gatewayKilled, hostKilled }): SessionCase => ({
      name,
      where: `between ${between}`,
      play,
      victims,
      session: isAlone ? gatewayKilled : hostKilled,
      statement: 'what is true',
    }),
  );
  const ofStatements = statementPoints.map(({ name, play, ends }): SessionCase => ({
    name,
    where: `of a statement of a session: ${play}`,
    play,
    victims,
    session: isAlone ? 'open' : 'lost',
    statement: isAlone || ends === 'cancelled' ? ends : 'what is true',
  }));
  // Killing the host alone is, for a statement, what a kill of both is.
  return victims === 'host' ? ofSessions : [...ofSessions, ...ofStatements];
}
