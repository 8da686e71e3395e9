import type { EndedJob, Job, JobId } from '../../src/core/job/job.ts';
import type { KillPoint } from './kill-points.ts';
import type { Victims } from './kill-switch.ts';
import type { RecoveryWorld } from './recovery-world.ts';

export type PlayName = keyof typeof plays;

/** What is played up to a point, and what of it can be seen from outside afterwards. */
export interface Play {
  /** The statement of the job that the play is about. */
  readonly sql: (tag: number) => string;
  /** Takes the job to the point, and beyond where nobody is killed. May fail when the gateway dies. */
  readonly act: (stage: PlayStage) => Promise<unknown>;
  /** How much of the effect is there; `whole` is all of it. */
  readonly seen: (stage: PlayStage, ended: EndedJob) => Promise<number>;
  readonly whole: number;
  readonly isInNewWorld?: true;
}

export interface PlayStage {
  readonly world: RecoveryWorld;
  readonly tag: number;
  readonly key: string;
  readonly sql: string;
  readonly point: KillPoint;
  readonly victims: Victims;
}

const rows = 5_000;

const insert: Play = {
  sql: (tag) => `INSERT INTO kept SELECT ${tag}, i FROM range(${rows}) t(i)`,
  act: async (stage) => {
    stage.world.arm(stage.point.name, stage.victims);
    await submitAndWait(stage);
  },
  seen: ({ world, tag }) => count(world, `SELECT count(*) FROM kept WHERE tag = ${tag}`),
  whole: rows,
};

/** It runs until it is stopped, and would then have written nothing or all. */
const endless = (tag: number) =>
  `INSERT INTO kept SELECT ${tag}, i FROM range(1000000000000) t(i) WHERE i % 7 = 9`;

const cancelRunning: Play = {
  ...insert,
  sql: endless,
  act: async ({ world, sql, key, point, victims }) => {
    const job = await world.submit(sql, key);
    await world.running(job.id);
    world.arm(point.name, victims);
    await world.gateway.ask('cancel', job.id);
  },
};

export const plays = {
  insert,

  'cancel before submit': {
    ...insert,
    act: async ({ world, key, point, victims }) => {
      world.arm(point.name, victims);
      await world.gateway.ask('cancelByKey', key);
    },
  },

  'cancel queued': {
    ...insert,
    act: async ({ world, sql, key, tag, point, victims }) => {
      // The one slot is taken, so that the job waits.
      const other = await world.submit(endless(tag), `other-${tag}`);
      await world.running(other.id);
      const job = await world.submit(sql, key);
      world.arm(point.name, victims);
      const cancelled = world.gateway.ask('cancel', job.id);
      await cancelled.finally(() => stopOther(world, other.id));
    },
  },

  'cancel running': cancelRunning,

  'recovery of a cancel': {
    ...cancelRunning,
    act: afterBothDied(cancelRunning, 'cancelling written'),
  },

  'recovery of a commit': { ...insert, act: afterBothDied(insert, 'commit done') },

  'new table in a new database': {
    sql: (tag) => `CREATE TABLE new_${tag} AS SELECT i FROM range(${rows}) t(i)`,
    act: insert.act,
    seen: async ({ world, tag }) => {
      const table = `SELECT count(*) FROM duckdb_tables() WHERE table_name = 'new_${tag}'`;
      return (await count(world, table)) === 0
        ? 0
        : count(world, `SELECT count(*) FROM new_${tag}`);
    },
    whole: rows,
    isInNewWorld: true,
  },

  'new schema': {
    sql: (tag) => `CREATE SCHEMA schema_${tag}`,
    act: insert.act,
    seen: ({ world, tag }) =>
      count(world, `SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'schema_${tag}'`),
    whole: 1,
  },

  'changed table': {
    sql: (tag) => `ALTER TABLE changed_${tag} ALTER i TYPE mood USING 'good'`,
    act: async (stage) => {
      const { world, tag } = stage;
      await world.gateway.ask('rows', "CREATE TYPE IF NOT EXISTS mood AS ENUM ('good')");
      await world.gateway.ask(
        'rows',
        `CREATE TABLE changed_${tag} AS SELECT 'bad' AS i FROM range(${rows})`,
      );
      await insert.act(stage);
    },
    seen: ({ world, tag }) =>
      count(world, `SELECT count(*) FROM changed_${tag} WHERE i::VARCHAR = 'good'`),
    whole: rows,
  },

  'large result': {
    sql: () => `SELECT i FROM range(${rows}) t(i)`,
    act: insert.act,
    seen: async ({ world }, { id }) => {
      const answer = await world.gateway.ask<number | string>('resultRows', id);
      return typeof answer === 'number' ? answer : 0;
    },
    whole: rows,
  },

  'returned rows': {
    sql: (tag) => `INSERT INTO kept SELECT ${tag}, i FROM range(${rows}) t(i) RETURNING i`,
    act: insert.act,
    seen: async ({ world, tag }, { id }) => {
      const written = await count(world, `SELECT count(*) FROM kept WHERE tag = ${tag}`);
      const returned = await world.gateway.ask<number | string>('resultRows', id);
      return written === (typeof returned === 'number' ? returned : 0) ? written : Number.NaN;
    },
    whole: rows,
  },

  export: {
    sql: (tag) => `COPY (SELECT i FROM range(${rows}) t(i)) TO 'out_${tag}.csv' (HEADER false)`,
    act: insert.act,
    seen: ({ world, tag }) => Promise.resolve(world.exportedLines(`out_${tag}.csv`) ?? 0),
    whole: rows,
  },

  'directory export': {
    sql: (tag) =>
      `COPY (SELECT i % 3 AS p, i FROM range(${rows}) t(i)) TO 'parts_${tag}' ` +
      '(FORMAT csv, HEADER false, PARTITION_BY (p))',
    act: insert.act,
    seen: ({ world, tag }) => Promise.resolve(world.exportedLines(`parts_${tag}`) ?? 0),
    whole: rows,
  },
} as const satisfies Record<string, Play>;

async function submitAndWait({ world, sql, key }: PlayStage): Promise<void> {
  const job = await world.submit(sql, key);
  await world.ended(job.id);
}

/** Both are killed once, at another point; the next gateway is the one that comes to this one. */
function afterBothDied(play: Play, first: string): Play['act'] {
  return async (stage) => {
    const { world, point, victims, key } = stage;
    await play.act({ ...stage, point: { ...point, name: first }, victims: 'both' }).catch(() => {});
    await world.gateway.ended();
    const next = world.begin();
    world.arm(point.name, victims);
    await next.ready();
    // What it has adopted ends after it is ready.
    const job = await next.ask<Job>('findByKey', key);
    await world.ended(job.id);
  };
}

async function stopOther(world: RecoveryWorld, jobId: JobId): Promise<void> {
  await world.restart();
  await world.gateway.ask('cancel', jobId);
}

async function count(world: RecoveryWorld, sql: string): Promise<number> {
  const [line = '[]'] = await world.gateway.ask<string[]>('rows', sql);
  return (JSON.parse(line) as [number])[0];
}
