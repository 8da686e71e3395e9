import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { hasEnded, type Session } from '../../src/core/session/session.ts';
import { computing } from '../support/computing.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import type { DliCalls } from './call-dli.ts';
import { callDliOnDuckdb } from './call-dli-on-duckdb.ts';

interface Statement {
  readonly id: number;
  readonly state: string;
  readonly output: {
    readonly status: string;
    readonly evalue?: string;
    readonly data?: {
      readonly 'text/plain': string;
      readonly 'application/json': { readonly data: readonly unknown[] };
    };
  } | null;
}

describe('sessions of the dialect on DuckDB', () => {
  let world: DuckdbWorld;
  let dli: DliCalls;
  beforeAll(async () => {
    world = await startDuckdb({ interruptMs: 2_000 });
    dli = await callDliOnDuckdb(world);
  });
  afterAll(async () => {
    await dli.close();
    await world.close();
  });

  it('keep what a statement left for the next', async () => {
    const session = await open();
    expect(await run(session, 'CREATE TEMP TABLE kept AS SELECT 1 AS i, 0.10 AS d')).toMatchObject({
      state: 'available',
      output: { status: 'ok' },
    });
    await run(session, 'INSERT INTO kept VALUES (2, 0.20)');
    const { output } = await run(session, 'SELECT * FROM kept ORDER BY i');
    expect(output?.data).toEqual({
      'text/plain': 'i\td\n1\t0.10\n2\t0.20',
      'application/json': {
        schema: {
          type: 'struct',
          fields: [
            { name: 'i', type: 'integer', nullable: true, metadata: {} },
            { name: 'd', type: 'decimal(3,2)', nullable: true, metadata: {} },
          ],
        },
        data: [
          [1, '0.10'],
          [2, '0.20'],
        ],
      },
    });
    const other = await open();
    expect(await run(other, 'SELECT * FROM kept')).toMatchObject({
      state: 'available',
      output: { status: 'error', evalue: expect.stringMatching(/^DLI\.0005: .*kept/) as string },
    });
    await remove(session);
    await remove(other);
  });

  it('export the rows of an EXECUTE, and say of one that wrote that it has none', async () => {
    await world.run('CREATE TABLE written (i INT)');
    const lake = join(world.dataDir, 'projects', world.projectId, 'bucket', 'lake');
    mkdirSync(lake, { recursive: true });
    const session = await open();
    await run(session, 'PREPARE put AS INSERT INTO written VALUES ($1)');
    await run(session, 'PREPARE look AS SELECT i + $1 AS i FROM written');
    await run(session, 'EXECUTE put(1)');
    await run(session, 'EXECUTE look(1)');
    const page = { offset: 0, limit: 10, order: 'number_asc' } as const;
    const { jobs } = await world.stores.sessions.listStatements(session, {}, page);
    const [, , put, look] = jobs;
    const to = { data_path: 'obs://lake/shown', data_type: 'json' };
    expect(await dli.call('POST', `jobs/${put?.id}/export-result`, to)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007' },
    });
    expect((await dli.call('POST', `jobs/${look?.id}/export-result`, to)).status).toBe(200);
    await remove(session);
  });

  it('refuse a kind that DuckDB does not speak', async () => {
    const answer = await dli.call('POST', 'sessions', { kind: 'spark', queue: 'default' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0001',
        error_msg:
          'The queue default runs duckdb, which has no sessions of kind spark. ' +
          'Send kind sql, or name a queue of an engine that runs spark.',
      },
    });
  });

  it('go on after a running statement was stopped, which wrote nothing', async () => {
    await world.run('CREATE TABLE copies (n BIGINT)');
    const session = await open();
    await run(session, 'CREATE TEMP TABLE stays AS SELECT 7 AS i');
    const slow = await submit(session, `INSERT INTO copies ${scan}`);
    await world.running(await jobOf(session, slow));
    expect(await dli.call('POST', `sessions/${session}/statements/${slow}/cancel`)).toMatchObject({
      status: 200,
      text: '{"msg":"canceled"}',
    });
    expect(await shown(session, slow)).toMatchObject({ state: 'cancelled' });
    expect(await world.rows('SELECT count(*) FROM copies')).toEqual(['[0]']);
    const { output } = await run(session, 'SELECT i FROM stays');
    expect(output?.data?.['application/json'].data).toEqual([[7]]);
    await remove(session);
  });

  it('end with what runs and waits in them, and roll back what is open', async () => {
    await world.run('CREATE TABLE torn (i INT)');
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO torn VALUES (1)');
    const slow = await submit(session, scan);
    await world.running(await jobOf(session, slow));
    const waiting = await submit(session, 'INSERT INTO torn VALUES (2)');
    await remove(session);
    expect(await shown(session, slow)).toMatchObject({
      state: 'cancelled',
      output: {
        evalue:
          'The job was cancelled, since its session was closed. ' +
          'The session lost its open transaction, which was rolled back.',
      },
    });
    expect(await shown(session, waiting)).toMatchObject({ state: 'cancelled', output: null });
    expect(await world.rows('SELECT count(*) FROM torn')).toEqual(['[0]']);
    expect(await world.stores.sessions.ledgerOf(session)).toEqual([]);
  });

  it('are lost with the process of a statement that ignores interrupts, and the statement says so', async () => {
    const session = await open();
    const slow = await submit(session, deaf);
    await world.running(await jobOf(session, slow));
    const before = world.processes();
    for (const pid of before) await computing(pid);
    const cancelled = await dli.call('POST', `sessions/${session}/statements/${slow}/cancel`);
    expect(cancelled.status).toBe(200);
    expect(world.processes().filter((pid) => before.includes(pid))).toEqual([]);
    const { state, output } = await shown(session, slow);
    expect({ state, evalue: output?.evalue }).toEqual({
      state: 'cancelled',
      evalue: expect.stringMatching(
        /^The statement was cancelled by \w+\. The session was lost: its statement ignored interrupts\.$/,
      ) as string,
    });
    await world.actions.awaitSession(world.projectId, session, 30_000, hasEnded);
    await remove(session);
  });

  async function open(): Promise<string> {
    const made = await dli.call('POST', 'sessions', { kind: 'sql', queue: 'default' });
    const { id } = made.body as { id: string };
    await world.actions.awaitSession(world.projectId, id, 30_000, isOpen);
    const { body } = await dli.call('GET', `sessions/${id}/state`);
    expect(body).toEqual({ id, state: 'idle' });
    return id;
  }

  async function submit(session: string, code: string): Promise<number> {
    const made = await dli.call('POST', `sessions/${session}/statements`, { code });
    if (made.status !== 200) throw new Error(made.text);
    return (made.body as Statement).id;
  }

  async function run(session: string, code: string): Promise<Statement> {
    const number = await submit(session, code);
    await world.ended(await jobOf(session, number));
    return shown(session, number);
  }

  async function shown(session: string, number: number): Promise<Statement> {
    return (await dli.call('GET', `sessions/${session}/statements/${number}`)).body as Statement;
  }

  async function jobOf(session: string, number: number): Promise<Job> {
    const page = { offset: 0, limit: 1, order: 'number_asc' } as const;
    const { jobs } = await world.stores.sessions.listStatements(session, { number }, page);
    if (!jobs[0]) throw new Error(`no statement ${number} in ${session}`);
    return jobs[0];
  }

  async function remove(session: string): Promise<void> {
    expect(await dli.call('DELETE', `sessions/${session}`)).toMatchObject({
      status: 200,
      text: '{"msg":"deleted"}',
    });
    const { body } = await dli.call('GET', `sessions/${session}/state`);
    expect(body).toEqual({ id: session, state: 'dead' });
  }
});

function isOpen({ state }: Session): boolean {
  return state.status === 'open';
}
