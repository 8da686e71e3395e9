import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import type { Receipt } from '../../src/core/job/receipt.ts';
import { RecoveryWorld } from './recovery-world.ts';

const slow = 'SELECT max(i) FROM range(200000000) t(i) WHERE i % 7 = 3';
const endless = 'SELECT max(i) FROM range(100000000000) t(i) WHERE i % 7 = 3';

describe('scripts in SQL and kill -9', () => {
  let world: RecoveryWorld;
  let table: string;
  beforeAll(async () => {
    world = await RecoveryWorld.start();
    await world.run('SELECT 1');
  });
  beforeEach(async () => {
    world.disarm();
    await world.restart();
  });
  afterAll(async () => {
    const left = await world.end();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(' ')}`);
  });

  const submit = (sql: string) => world.gateway.ask<Job>('submitScript', sql, table);
  const rows = (sql: string) => world.gateway.ask<string[]>('rows', sql);
  const log = ({ id }: { readonly id: string }, stream = 'stdout') =>
    world.gateway.ask<string>('log', id, stream);

  async function newTable(): Promise<void> {
    table = `written_${world.nextTag()}`;
    await world.run(`CREATE TABLE ${table} (i INT)`);
  }

  /** Which of its statements the log has, in order. */
  async function told(job: { readonly id: string }): Promise<number[]> {
    return [...(await log(job)).matchAll(/^\[(\d+)\//gm)].map(([, number]) => Number(number));
  }

  async function doneWith(job: Job, number: number): Promise<void> {
    while (!(await told(job)).includes(number));
  }

  async function killed(who: string): Promise<void> {
    const hosts = world.hosts();
    await world.gateway.kill();
    if (who === 'both') for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await world.restart();
  }

  const victims = ['gateway', 'both'] as const;
  it.each([
    ['claim written', 'gateway'],
    ['statement 1 next', 'both'],
    ['statement 3 next', 'gateway'],
    ['statement 3 next', 'both'],
    ['statement 3 started', 'gateway'],
    ['marker written', 'both'],
    ['commit done', 'both'],
    ['statement 3 observed', 'gateway'],
    ['statement 3 observed', 'both'],
    ['statement 4 observed', 'both'],
    ['all released', 'both'],
  ] as const)(
    'at "%s" the %s killed: each statement is committed once, in its order',
    async (point, victim) => {
      await newTable();
      const insert = (i: number) => `INSERT INTO ${table} VALUES (${i});`;
      world.arm(point, victim);
      const submitted = submit(
        `${insert(1)} ${insert(2)} ${insert(3)} SELECT count(*) FROM ${table}; ${insert(5)}`,
      );
      // Where its gateway dies at once there is no answer.
      await submitted.catch(() => {});
      await world.gateway.ended();
      expect(world.disarm()).toBe(true);
      await world.restart();
      const { id } = await world.gateway.ask<Job>('findByKey', table);
      const { ending } = (await world.ended(id)).state;
      expect(ending).toMatchObject({ how: 'succeeded' });
      expect(await rows(`FROM ${table}`)).toEqual(['[1]', '[2]', '[3]', '[5]']);
      expect(await told({ id })).toEqual([1, 2, 3, 4, 5]);
    },
  );

  it.each(victims)('inside a statement the %s killed: it is not run twice', async (victim) => {
    await newTable();
    const job = await submit(
      `INSERT INTO ${table} VALUES (1); INSERT INTO ${table} ${slow}; INSERT INTO ${table} VALUES (3)`,
    );
    await doneWith(job, 1);
    await killed(victim);
    expect((await world.ended(job.id)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await rows(`FROM ${table}`)).toEqual(['[1]', '[199999999]', '[3]']);
    expect(await log(job)).toMatch(
      /^The gateway was started again\. It looks at statement [12] first\.$/m,
    );
  });

  it('with a session that is lost it fails, and names the first statement that did not run', async () => {
    await newTable();
    const job = await submit(
      `INSERT INTO ${table} VALUES (1); CREATE TEMP TABLE mine AS SELECT 2 AS i; ${slow};
       INSERT INTO ${table} FROM mine`,
    );
    await doneWith(job, 2);
    await killed('both');
    expectFailed(
      await world.ended(job.id),
      /^Statement 3 \(line 1\): It was not run\..*statement 2/,
    );
    expect(await rows(`FROM ${table}`)).toEqual(['[1]']);
    expect(await log(job, 'stderr')).toContain('the 4 statements that was committed is 2');
  });

  it('with its session in a host that lives it goes on', async () => {
    await newTable();
    const job = await submit(
      `CREATE TEMP TABLE mine AS SELECT 2 AS i; BEGIN; INSERT INTO ${table} VALUES (1); ${slow};
       INSERT INTO ${table} FROM mine; COMMIT`,
    );
    await doneWith(job, 3);
    await killed('gateway');
    expect((await world.ended(job.id)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await rows(`FROM ${table}`)).toEqual(['[1]', '[2]']);
  });

  it.each(['inside', 'statement 4 observed', 'statement 5 next'])(
    'with a transaction that is lost it begins that anew (%s)',
    async (where) => {
      await newTable();
      if (where !== 'inside') world.arm(where, 'both');
      const job = await submit(
        `INSERT INTO ${table} VALUES (1); BEGIN; INSERT INTO ${table} VALUES (2); COMMIT;
         BEGIN; INSERT INTO ${table} VALUES (3); ${where === 'inside' ? slow : 'SELECT 1'}; COMMIT`,
      );
      if (where === 'inside') {
        await doneWith(job, 6);
        await killed('both');
      } else {
        await world.gateway.ended();
        await world.restart();
      }
      expect((await world.ended(job.id)).state.ending).toMatchObject({ how: 'succeeded' });
      expect(await rows(`FROM ${table}`)).toEqual(['[1]', '[2]', '[3]']);
    },
  );

  it.each(victims)(
    'a cancel that was accepted is carried out after the %s killed (I2)',
    async (victim) => {
      await newTable();
      const job = await submit(
        `INSERT INTO ${table} VALUES (1); INSERT INTO ${table} ${endless}; INSERT INTO ${table} VALUES (3)`,
      );
      await doneWith(job, 1);
      world.arm('cancelling written', victim);
      await world.gateway.ask('cancel', job.id).catch(() => {});
      await world.gateway.ended();
      await world.restart();
      expect((await world.ended(job.id)).state.ending.how).toBe('cancelled');
      expect(await rows(`FROM ${table}`)).toEqual(['[1]']);
      const receipt = await world.gateway.ask<Receipt>('receiptOf', job.id);
      expect(receipt.checks[0]?.read).toContain('of the 3 statements that was committed is 1');
    },
  );

  it('goes on with the next gateway where one is stopped', async () => {
    await newTable();
    const job = await submit(
      `INSERT INTO ${table} VALUES (1); INSERT INTO ${table} ${slow}; INSERT INTO ${table} VALUES (3)`,
    );
    await doneWith(job, 1);
    await world.gateway.stop();
    await world.restart();
    expect((await world.ended(job.id)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await rows(`FROM ${table}`)).toEqual(['[1]', '[199999999]', '[3]']);
  });
});

function expectFailed({ state }: EndedJob, message: RegExp): void {
  expect(state.ending).toMatchObject({
    how: 'failed',
    error: { message: expect.stringMatching(message) },
  });
}
