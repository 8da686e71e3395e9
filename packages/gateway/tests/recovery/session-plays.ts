import type { CreateSessionAnswer, SessionOrder } from '../../src/core/actions/create-session.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import { computing } from '../support/computing.ts';
import { deaf } from '../support/slow-sql.ts';
import type { Victims } from './kill-switch.ts';
import type { RecoveryWorld } from './recovery-world.ts';

export type SessionPlayName = keyof typeof sessionPlays;

/** What is played with a session up to a point. */
export interface SessionPlay {
  /** What is asked for beside the session's key. */
  readonly order?: Partial<SessionOrder>;
  /** Makes what is there before the play; `mine` in every session that has opened by then. */
  readonly prepare: (stage: SessionStage) => Promise<void>;
  /** Takes the session to the point, and beyond where nobody is killed. May fail when the gateway dies. */
  readonly act: (stage: SessionStage) => Promise<unknown>;
  /** The statement that it submits under the key of the stage. */
  readonly sql?: (tag: number) => string;
  /** The key of another job, whose cancel was accepted. */
  readonly cancelled?: (tag: number) => string;
  /** The rows of `kept` that are there, all or none, where this statement has succeeded. */
  readonly whole?: number;
}

export interface SessionStage {
  readonly world: RecoveryWorld;
  readonly tag: number;
  readonly point: string;
  readonly victims: Victims;
  readonly play: SessionPlay;
}

const rows = 5_000;
const insertRows = (tag: number) => `INSERT INTO kept SELECT ${tag}, i FROM range(${rows}) t(i)`;
/** It runs until it is stopped, and would then have written nothing or all. */
const endless = (tag: number) =>
  `INSERT INTO kept SELECT ${tag}, i FROM range(1000000000000) t(i) WHERE i % 7 = 9`;

const create: SessionPlay = {
  prepare: async () => {},
  act: async (stage) => {
    arm(stage);
    await settled(stage, await ask(stage));
  },
};

const closeAtRest: SessionPlay = {
  prepare: openWithMine,
  act: async (stage) => {
    const session = await ask(stage);
    arm(stage);
    await close(stage, session);
  },
};

const insert: SessionPlay = {
  sql: insertRows,
  whole: rows,
  prepare: openWithMine,
  act: async (stage) => {
    const session = await ask(stage);
    arm(stage);
    const job = await submit(stage, session);
    await stage.world.ended(job.id);
  },
};

export const sessionPlays = {
  create,
  insert,
  'close of one that rests': closeAtRest,

  'close of one that waits': {
    order: { queueName: 'narrow' },
    prepare: async ({ world, tag }) => {
      // The one place of the queue is taken.
      const other = await created(world, `other-${tag}`, { queueName: 'narrow' });
      await world.gateway.ask('awaitSettled', other.id);
    },
    act: closeAtRest.act,
  },

  'close of one that is idle': {
    order: { idleTimeoutMs: 1 },
    prepare: async () => {},
    act: async (stage) => {
      arm(stage);
      const session = await ask(stage);
      await stage.world.gateway.ask('awaitSessionEnd', session.id, 20_000);
    },
  },

  close: {
    ...insert,
    sql: endless,
    act: async (stage) => {
      const session = await ask(stage);
      const job = await submit(stage, session);
      await stage.world.running(job.id);
      await stage.world.gateway.ask('statement', session.id, insertRows(stage.tag));
      arm(stage);
      await close(stage, session);
    },
  },

  cancel: {
    ...insert,
    sql: endless,
    act: async (stage) => {
      const job = await submit(stage, await ask(stage));
      await stage.world.running(job.id);
      arm(stage);
      await stage.world.gateway.ask('cancel', job.id);
    },
  },

  'commit of a transaction': {
    ...insert,
    sql: () => 'COMMIT',
    prepare: async (stage) => {
      await openWithMine(stage);
      const session = await ask(stage);
      await run(stage, session, 'BEGIN');
      await run(stage, session, insertRows(stage.tag));
    },
  },

  'recovery of a create': { ...create, act: afterBothDied(create, 'session placed') },
  'recovery of a close': {
    ...closeAtRest,
    act: afterBothDied(closeAtRest, 'session closing written'),
  },

  /** Beside a statement that ignores interrupts; one more is submitted while the host is replaced. */
  'another host': {
    ...insert,
    cancelled: culpritKey,
    act: async (stage) => {
      const { world, tag } = stage;
      const session = await ask(stage);
      const culprit = await world.submit(deaf, culpritKey(tag));
      await world.running(culprit.id);
      const [host = 0] = world.hosts();
      // Twice: on a busy machine its neighbours' work may be all that is seen at first.
      await computing(host);
      await computing(host);
      arm(stage);
      const cancelled = world.gateway.ask('cancel', culprit.id);
      const job = submit(stage, session).then(({ id }) => world.ended(id));
      await Promise.all([cancelled, job]);
    },
  },
} as const satisfies Record<string, SessionPlay>;

function culpritKey(tag: number): string {
  return `culprit-${tag}`;
}

/** Asks for the session of the stage; asked again it is the one there is (I12). */
export function ask({ world, tag, play }: SessionStage): Promise<Session> {
  return created(world, `session-${tag}`, play.order ?? {});
}

/** Submits the statement of the stage; submitted again it is the one there is (I12). */
export function submit({ world, tag, play }: SessionStage, { id }: Session): Promise<Job> {
  return world.gateway.ask<Job>('statement', id, play.sql?.(tag), `key-${tag}`);
}

/** Runs a statement, and waits for its success. */
export async function run({ world }: SessionStage, { id }: Session, sql: string): Promise<void> {
  const job = await world.gateway.ask<Job>('statement', id, sql);
  const { ending } = (await world.ended(job.id)).state;
  if (ending.how !== 'succeeded') throw new Error(`${sql}: ${JSON.stringify(ending)}`);
}

function settled({ world }: SessionStage, { id }: Session): Promise<Session> {
  return world.gateway.ask<Session>('awaitSettled', id);
}

async function created(
  world: RecoveryWorld,
  key: string,
  order: Partial<SessionOrder>,
): Promise<Session> {
  const answer = await world.gateway.ask<CreateSessionAnswer>('createSession', key, order);
  if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
  return answer.session;
}

async function openWithMine(stage: SessionStage): Promise<void> {
  const session = await ask(stage);
  await settled(stage, session);
  await run(stage, session, 'CREATE TEMP TABLE mine AS SELECT 42 AS i');
}

function close({ world }: SessionStage, { id }: Session): Promise<unknown> {
  return world.gateway.ask('closeSession', id);
}

function arm({ world, point, victims }: SessionStage): void {
  world.arm(point, victims);
}

/** Both are killed once, at another point; the next gateway is the one that comes to this one. */
function afterBothDied(play: SessionPlay, first: string): SessionPlay['act'] {
  return async (stage) => {
    const { world } = stage;
    await play.act({ ...stage, point: first, victims: 'both' }).catch(() => {});
    await world.gateway.ended();
    const next = world.begin();
    arm(stage);
    await next.ready();
    // What it has adopted goes on after it is ready.
    await settled(stage, await ask(stage));
  };
}
