import { expect, it } from 'vitest';
import { hasEnded } from '../../src/core/session/session.ts';
import { LeaseLostError } from '../../src/core/runner/move-job.ts';
import { maria } from '../support/start-core.ts';
import { projectId, startSessions } from '../support/start-sessions.ts';
import type { AroundCall } from '../support/watch-calls.ts';

const everyStepMs = 180_000;

/** What goes wrong at a call of the session's drive to its store. */
type Fault = 'it is not made' | 'it is made, and its answer is lost';

for (const fault of ['it is not made', 'it is made, and its answer is lost'] as const) {
  it(
    `a session ends rightly although call 1, 2, 3 … of its drive to the store fails: ${fault} (I1, I2, I3, I8)`,
    { timeout: everyStepMs },
    async () => {
      const wrongs: string[] = [];
      let failAt = 0;
      for (;;) {
        const { isReached, wrong } = await playFault(fault, ++failAt);
        if (!isReached) break;
        if (wrong !== null) wrongs.push(`call ${failAt}: ${wrong}`);
      }
      expect(wrongs).toEqual([]);
      expect(failAt).toBeGreaterThan(fault === 'it is not made' ? 15 : 2);
    },
  );
}

it(
  'a session whose gateway is followed at call 1, 2, 3 … to the store has one ending, which the next one gives it (I1, I2, I7, I8)',
  { timeout: everyStepMs },
  async () => {
    const wrongs: string[] = [];
    let frozenAt = 0;
    for (;;) {
      const { isReached, wrong } = await playFollowed(++frozenAt);
      if (!isReached) break;
      if (wrong !== null) wrongs.push(`call ${frozenAt}: ${wrong}`);
    }
    expect(wrongs).toEqual([]);
    expect(frozenAt).toBeGreaterThan(10);
  },
);

interface Played {
  readonly isReached: boolean;
  /** What is not as it must be; null is right. */
  readonly wrong: string | null;
}

/** A session with a statement that runs and one that waits is closed; one call of its drive fails. */
async function playFault(fault: Fault, failAt: number): Promise<Played> {
  let call = 0;
  let isGiven = false;
  const around: AroundCall = async (method, _rest, make) => {
    // Only a write's answer can be lost: the store knows of no other whose maker must hear of it.
    const counts = isGiven && (fault === 'it is not made' || method === 'commit');
    const fails = counts && ++call === failAt;
    if (!fails) return make();
    if (fault !== 'it is not made') await make();
    throw new Error('the disk is full');
  };
  const { core, create, submit } = await startSessions({ aroundSessionRunner: around });
  const held = core.stage.hold('work 1');
  isGiven = true;
  const session = await create();
  const jobs = await submit(session, 'SELECT 1', 'SELECT 2');
  await core.clock.runUntil(held.reached());
  const closing = core.actions.closeSession(projectId, session.id, maria, 60_000);
  const { kind } = await core.clock.runUntil(closing);
  isGiven = false;
  const isReached = call >= failAt;
  const isSaid = core.failures.length > 0;
  core.failures.length = 0;
  const seen = { kind, isSaid, ...(await look()) };
  await core.clock.runUntil(core.close());
  return { isReached, wrong: isRight(seen) ? null : JSON.stringify(seen) };

  async function look() {
    const receipt = await core.stores.sessions.receiptOf(session.id);
    const endings = [];
    for (const { id } of jobs) {
      const { state } = await core.read(id);
      endings.push(state.status === 'ended' ? state.ending.how : state.status);
    }
    return { endings, statements: receipt?.statements, alive: core.contexts.alive.size };
  }
}

/** The gateway stands still at one call; the next one takes the session over and closes it. */
async function playFollowed(frozenAt: number): Promise<Played> {
  let call = 0;
  let isGiven = false;
  const reached = Promise.withResolvers<true>();
  const { core, create } = await startSessions({
    aroundSessionRunner: (_method, _rest, make) => {
      if (isGiven && ++call === frozenAt) {
        core.freeze();
        reached.resolve(true);
      }
      return make();
    },
  });
  isGiven = true;
  const session = await create();
  const closed = core.actions
    .awaitSession(projectId, session.id, 60_000, ({ state }) => state.status === 'open')
    .then(() => core.actions.closeSession(projectId, session.id, maria, 60_000));
  const isReached = await core.clock.runUntil(
    Promise.race([reached.promise, closed.then(() => false)]),
  );
  isGiven = false;
  if (!isReached) {
    await core.clock.runUntil(core.close());
    return { isReached, wrong: null };
  }
  const next = await core.startAnother({ holder: 'first' });
  await core.clock.runUntil(next.actions.closeSession(projectId, session.id, maria, 60_000));
  core.thaw();
  await core.clock.runUntil(closed);
  const found = await core.stores.sessions.find(projectId, session.id);
  const events = await core.stores.sessions.eventsOf(session.id);
  const seen = {
    ending: found && hasEnded(found) ? found.state.ending.how : found?.state.status,
    endings: events.filter(({ kind }) => kind === 'closed').length,
    hasReceipt: (await core.stores.sessions.receiptOf(session.id)) !== null,
    held: await core.stores.sessions.ledgerOf(session.id),
    alive: core.contexts.alive.size,
  };
  const strange = core.failures.filter(({ cause }) => !(cause instanceof LeaseLostError));
  await core.clock.runUntil(core.close());
  const isWhole =
    seen.ending === 'closed' &&
    seen.endings === 1 &&
    seen.hasReceipt &&
    seen.held.length === 0 &&
    seen.alive === 0 &&
    strange.length === 0;
  return {
    isReached,
    wrong: isWhole ? null : JSON.stringify({ ...seen, strange: strange.map(String) }),
  };
}

function isRight(seen: {
  readonly kind: string;
  readonly isSaid: boolean;
  readonly endings: readonly string[];
  readonly statements: unknown;
  readonly alive: number;
}): boolean {
  return (
    seen.kind === 'closed' &&
    seen.isSaid &&
    seen.endings.every((how) => how === 'cancelled') &&
    JSON.stringify(seen.statements) === '{"cancelled":2}' &&
    seen.alive === 0
  );
}
