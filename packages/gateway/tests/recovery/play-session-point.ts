import { expect } from 'vitest';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import type { Victims } from './kill-switch.ts';
import type { RecoveryWorld } from './recovery-world.ts';
import {
  ask,
  run,
  type SessionPlay,
  type SessionPlayName,
  sessionPlays,
  type SessionStage,
  submit,
} from './session-plays.ts';
import type { SessionAfter } from './session-points.ts';

/** What is played, and what has to be true afterwards. */
export interface SessionCase {
  readonly name: string;
  /** The steps that it lies between, or of what it is a point. */
  readonly where: string;
  readonly play: SessionPlayName;
  readonly victims: Victims;
  readonly session: SessionAfter;
  readonly statement: 'succeeded' | 'cancelled' | 'what is true';
}

/** Kills the victims at the point, starts the next gateway, and looks whether everything is true. */
export async function playSessionPoint(
  world: RecoveryWorld,
  { name, victims, session, statement, play: playName }: SessionCase,
): Promise<void> {
  const play: SessionPlay = sessionPlays[playName];
  const stage = { world, tag: world.nextTag(), point: name, victims, play };
  // A host that was killed last is seen to be gone; a session that meets it then fails, and says so.
  await world.run('SELECT 1');
  await play.prepare(stage);
  const acting = play.act(stage);
  if (victims === 'host') await acting.catch(() => {});
  else await Promise.allSettled([acting, world.gateway.ended()]);
  expect(world.disarm(), `'${name}' was reached`).toBe(true);
  await world.restart();

  if (play.cancelled) await expectCancelled(world, play.cancelled(stage.tag));
  const job = play.sql ? await statementOf(stage) : null;
  if (job && play.whole !== undefined) await expectStatementTrue(stage, job, statement);
  const settled = await settledSession(stage);
  expect((await ask(stage)).id).toBe(settled.id);
  await expectSessionTrue(stage, settled, session, job !== null || play.prepare !== noState);
  expectNothingLeft(stage);
}

const noState = sessionPlays.create.prepare;

async function expectCancelled(world: RecoveryWorld, key: string): Promise<void> {
  const job = await world.gateway.ask<Job>('findByKey', key);
  expect((await world.ended(job.id)).state.ending).toMatchObject({ how: 'cancelled' });
}

/** What it is when it is known: the next gateway has to look whether its context is there. */
async function settledSession(stage: SessionStage): Promise<Session> {
  const { gateway } = stage.world;
  const { id } = await ask(stage);
  const found = await gateway.ask<Session>('awaitSettled', id);
  if (found.state.status === 'ended') return found;
  const runs = await run(stage, found, 'SELECT 1').then(
    () => true,
    () => false,
  );
  return runs ? found : gateway.ask<Session>('awaitSessionEnd', id, 20_000);
}

/** Null where the session took it no more. */
async function statementOf(stage: SessionStage): Promise<EndedJob | null> {
  const session = await ask(stage);
  const job = await submit(stage, session).catch(() => null);
  return job && stage.world.ended(job.id);
}

/** However it ended, its rows are there once, or not at all. */
async function expectStatementTrue(
  { world, tag, play }: SessionStage,
  job: EndedJob,
  statement: SessionCase['statement'],
): Promise<void> {
  const { ending } = job.state;
  if (statement !== 'what is true') expect(ending).toMatchObject({ how: statement });
  const [line = '[]'] = await world.gateway.ask<string[]>(
    'rows',
    `SELECT count(*) FROM kept WHERE tag = ${tag}`,
  );
  expect({ ending, seen: (JSON.parse(line) as number[])[0] }).toMatchObject({
    seen: ending.how === 'succeeded' ? play.whole : 0,
  });
  expect(world.stateOf(job.id)).toMatchObject({ endings: [ending.how], ledger: [] });
}

async function expectSessionTrue(
  stage: SessionStage,
  session: Session,
  after: SessionAfter,
  hasMine: boolean,
): Promise<void> {
  const { world } = stage;
  const word = wordOf(session);
  if (after === 'what is true') expect(['open', 'failed', 'lost']).toContain(word);
  else expect({ word, state: session.state }).toMatchObject({ word: after });
  if (word === 'open') {
    // What it has is all there, and it works.
    await run(
      stage,
      session,
      hasMine ? 'SELECT error(i::VARCHAR) FROM mine WHERE i <> 42' : 'SELECT 1',
    );
    const verdict = await world.gateway.ask<{ kind: string }>('closeSession', session.id);
    expect(verdict.kind).toBe('closed');
  }
  const state = world.stateOfSession(session.id);
  expect(state).toMatchObject({
    leaseToken: null,
    ledger: [],
    live: 0,
    hasIntent: word === 'open' || word === 'closed',
    endings: [word === 'open' ? 'closed' : word],
  });
  expect(state.receipt !== null).toBe(state.hasIntent);
  expect(state.receipt?.checks.filter(({ isGone }) => !isGone) ?? []).toEqual([]);
}

function expectNothingLeft({ world }: SessionStage): void {
  expect(world.hosts().length).toBeLessThanOrEqual(1);
  expect(world.names('saved')).toEqual([]);
}

function wordOf({ state }: Session): string {
  return state.status === 'ended' ? state.ending.how : state.status;
}
