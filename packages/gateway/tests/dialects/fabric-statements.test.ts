import { describe, expect, it } from 'vitest';
import type { JobError, ResultSummary } from '../../src/core/job/ending.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import { type Persona, principalOf, projectId } from '../access/personas.ts';
import { cancelTimeoutMs, sessionOrder, startFabric, syncWaitMs } from './start-fabric.ts';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
const unknownId = '00000000-0000-4000-8000-000000000000';
const n = { name: 'n', table_id: 0, column_id: 0, format: 0, type: 23, size: 4, type_mod: -1 };

describe('POST sessions/statements', () => {
  it('answers at once, and then with the result', async () => {
    const { core, call, open, submit, until } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const order = { session_id: sessionId, statement: 'SELECT 1' };
    const accepted = await call('POST', 'sessions/statements', order);
    expect(accepted).toMatchObject({
      status: 200,
      body: { status: 3, session_id: sessionId, statement_id: uuid },
    });
    expect(accepted.body).not.toHaveProperty('results');
    const { statement_id } = accepted.body as { statement_id: string };
    const waitingId = await submit(sessionId, 'SELECT 2');
    await held.reached();
    const running = await until(sessionId, statement_id, 1);
    expect(running.body).toEqual({ status: 1, session_id: sessionId, statement_id });
    const waiting = await call('GET', `sessions/${sessionId}/statements/${waitingId}`);
    expect(waiting.body).toMatchObject({ status: 3 });
    held.release();
    expect((await until(sessionId, statement_id, 0)).body).toEqual({
      status: 0,
      session_id: sessionId,
      statement_id,
      results: [
        {
          status: 'PGRES_TUPLES_OK',
          statement_id,
          err_code: '0',
          sql_state: '00000',
          message: 'SELECT 1',
          num_rows: 1,
          row_count: 1,
          page_no: 1,
          page_count: 1,
          result_set: { columns: [n], rows: [['1']] },
        },
      ],
    });
  });

  it('waits for the end where it is asked to', async () => {
    const { open, run } = await startFabric();
    const sessionId = await open();
    const answer = await run(sessionId, 'SELECT 1');
    expect(answer.body).toMatchObject({
      status: 0,
      session_id: sessionId,
      statement_id: uuid,
      results: [{ result_set: { rows: [['1']] } }],
    });
  });

  it('waits no longer than a call may', async () => {
    const { core, open, run } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const asked = run(sessionId, 'SELECT 1');
    await held.reached();
    await core.clock.asleepFor(1_000);
    const { status, body } = await core.clock.runUntil(asked);
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 1 } });
    expect(body).not.toHaveProperty('results');
    expect(core.clock.steady()).toBeGreaterThanOrEqual(syncWaitMs);
    held.release();
  });

  it('says of a statement that fails that it failed, with 200', async () => {
    const { open, run } = await startFabric({ script: { answer: failsWhenAsked } });
    const sessionId = await open();
    const { status, body } = await run(sessionId, 'SELECT fail');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        status: -1,
        session_id: sessionId,
        statement_id: uuid,
        results: [
          {
            status: 'PGRES_FATAL_ERROR',
            statement_id: uuid,
            err_code: '1',
            sql_state: '42000',
            message: 'There is no table fail.',
            num_rows: 0,
            row_count: 0,
            page_no: 1,
            page_count: 0,
            result_set: { columns: [], rows: [] },
          },
        ],
      },
    });
  });

  it('fails a text that cannot be parsed in its turn, behind what comes before it', async () => {
    const { core, open, run } = await startFabric();
    const sessionId = await open();
    const { status, body } = await run(sessionId, 'SELECT 1; SELEKT 2; SELECT 3');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        status: -1,
        results: [
          { status: 'PGRES_TUPLES_OK' },
          { status: 'PGRES_FATAL_ERROR', sql_state: '42601', message: 'cannot parse: SELEKT 2' },
        ],
      },
    });
    expect(core.engine.born.length).toBe(1);
  });

  it('runs several until the first that fails, and lists those up to it', async () => {
    const { core, call, open, run } = await startFabric({ script: { answer: failsWhenAsked } });
    const sessionId = await open();
    const all = 'CREATE TABLE t; INSERT INTO t; SELECT fail; SELECT 4';
    const { body } = await run(sessionId, all);
    const { status, results, statement_id } = body as Executed;
    expect(status).toBe(-1);
    expect(results.map((one) => [one.status, one.num_rows, one.message])).toEqual([
      ['PGRES_COMMAND_OK', 0, 'OK'],
      ['PGRES_COMMAND_OK', 3, 'INSERT 0 3'],
      ['PGRES_FATAL_ERROR', 0, 'There is no table fail.'],
    ]);
    expect(results[0]?.statement_id).toBe(statement_id);
    expect(new Set(results.map((one) => one.statement_id)).size).toBe(3);
    expect(core.engine.born.length).toBe(3);
    // The id of an entry names it alone.
    const third = await call('GET', `sessions/${sessionId}/statements/${results[2]?.statement_id}`);
    expect((third.body as Executed).results).toEqual([results[2]]);
  });

  it('says 2 where nothing returns rows, and 0 where something does', async () => {
    const { open, run } = await startFabric({ script: { answer: failsWhenAsked } });
    const sessionId = await open();
    expect((await run(sessionId, 'CREATE TABLE t; INSERT INTO t')).body).toMatchObject({
      status: 2,
    });
    expect((await run(sessionId, 'CREATE TABLE t; SELECT 1')).body).toMatchObject({ status: 0 });
    expect((await run(sessionId, ' ; ;')).body).toEqual({
      status: 2,
      session_id: sessionId,
      results: [],
    });
  });

  it('cuts the rows of each result at limit, also on later pages', async () => {
    const { call, open, run } = await startFabric({ script: { answer: () => rows(2_500) } });
    const sessionId = await open();
    const { body } = await run(sessionId, 'SELECT 1', { limit: '1200' });
    const { statement_id, results } = body as Executed;
    expect(results).toMatchObject([{ num_rows: 1_200, row_count: 1_000, page_count: 2 }]);
    const second = await call('GET', `sessions/${sessionId}/statements/${statement_id}?page_num=2`);
    const [entry] = (second.body as Executed).results;
    expect(entry).toMatchObject({ num_rows: 1_200, row_count: 200, page_no: 2, page_count: 2 });
    expect(entry?.result_set.rows.at(-1)).toEqual(['1199']);
  });

  it('answers 400 above a quota, and names it', async () => {
    const quotas = { sessions: 1, queued_statements: 2 };
    const { core, call, open, submit, endpointId } = await startFabric({ quotas });
    const sessionId = await open();
    const working = core.stage.hold('work 1');
    await submit(sessionId, 'SELECT 1');
    await working.reached();
    await submit(sessionId, 'SELECT 1; SELECT 2');
    const refused = async (statement: string) => {
      const order = { session_id: sessionId, statement };
      const { status, body } = await call('POST', 'sessions/statements', order);
      const { error_code, error_msg } = body as { error_code: string; error_msg: string };
      expect({ status, error_code }).toEqual({
        status: 400,
        error_code: 'dataartsfabric.00020004',
      });
      return error_msg;
    };
    expect(await refused('SELECT 3')).toContain('queued_statements: 2 of 2 statements wait');
    expect(await refused('SELECT 1; SELECT 2; SELECT 3')).toContain('the quota queued_statements');
    expect(await call('POST', 'sessions', sessionOrder(endpointId))).toMatchObject({
      status: 400,
      headers: { 'retry-after': '30' },
      body: {
        error_code: 'dataartsfabric.00020003',
        error_msg: expect.stringContaining('sessions: 1 of 1 sessions have not ended') as string,
      },
    });
  });

  it('takes no statement while the session is not RUNNING', async () => {
    const { core, call, open, endpointId } = await startFabric({ queue: { sessionPlaces: 1 } });
    const closed = await open();
    await call('DELETE', `sessions/${closed}`);
    const refused = async (sessionId: string, message: string) => {
      const order = { session_id: sessionId, statement: 'SELECT 1' };
      const { status, body } = await call('POST', 'sessions/statements', order);
      expect({ status, body }).toEqual({
        status: 400,
        body: {
          error_code: 'dataartsfabric.00020001',
          error_msg: `The session ${sessionId} is ${message} and takes no statement: it has to be RUNNING.`,
        },
      });
    };
    await refused(closed, 'CLOSED');
    await open();
    const lake_formation_config = { instance_id: 'a', catalog: 'b' };
    const order = { endpoint_id: endpointId, lake_formation_config, wait_timeout: 300 };
    const waiting = (await call('POST', 'sessions', order)).body as { session_id: string };
    await refused(waiting.session_id, 'WAITING');
    expect(core.engine.born).toEqual([]);
    const unknown = { session_id: unknownId, statement: 'SELECT 1' };
    expect((await call('POST', 'sessions/statements', unknown)).status).toBe(404);
  });
});

it('takes no statement for a session that is made or closed, or is of another project', async () => {
  const points = {
    'open asked': Promise.withResolvers<void>(),
    'close close': Promise.withResolvers<void>(),
  };
  const { core, call, endpointId } = await startFabric({
    sessionScript: { at: (point) => points[point as keyof typeof points]?.promise },
  });
  const made = await call('POST', 'sessions', { ...sessionOrder(endpointId), wait_timeout: 300 });
  const { session_id } = made.body as { session_id: string };
  const until = (status: Session['state']['status']) =>
    core.actions.awaitSession(
      projectId,
      session_id,
      60_000,
      ({ state }) => state.status === status,
    );
  const order = { session_id, statement: 'SELECT 1', bindings: [['too', 'many']] };
  const submitted = async (path: string, who: Persona) => {
    const { status, body } = await call('POST', path, order, who);
    return [status, (body as { error_msg: string }).error_msg];
  };
  await until('starting');
  expect(await submitted('sessions/statements', 'admin')).toEqual([
    400,
    expect.stringContaining('is CREATING and takes no statement'),
  ]);
  points['open asked'].resolve();
  await until('open');
  const elsewhere = `/v1/workspaces/${principalOf('stranger').projectId}/sessions/statements`;
  expect(await submitted(elsewhere, 'stranger')).toEqual([
    404,
    expect.stringContaining(`There is no session with id ${session_id}.`),
  ]);
  const closing = call('DELETE', `sessions/${session_id}`);
  await until('closing');
  expect(await submitted('sessions/statements', 'admin')).toEqual([
    400,
    expect.stringContaining('is being closed and takes no statement'),
  ]);
  points['close close'].resolve();
  expect((await closing).status).toBe(200);
  expect(core.engine.born).toEqual([]);
});

describe('GET sessions/{session_id}/statements/{statement_id}', () => {
  it('answers page by page, and past the end with an empty one', async () => {
    const { call, open, run } = await startFabric({ script: { answer: () => rows(2_001) } });
    const sessionId = await open();
    const { statement_id } = (await run(sessionId, 'SELECT 1; SELECT 2')).body as Executed;
    const page = async (number: number) => {
      const path = `sessions/${sessionId}/statements/${statement_id}?page_num=${number}`;
      const { results } = (await call('GET', path)).body as Executed;
      return results.map((one) => {
        const { num_rows, row_count, page_no, page_count, result_set } = one;
        expect(result_set.columns).toEqual([n]);
        expect(result_set.rows.length).toBe(row_count);
        return [num_rows, row_count, page_no, page_count, result_set.rows[0]?.[0]];
      });
    };
    expect(await page(1)).toEqual(twice([2_001, 1_000, 1, 3, '0']));
    expect(await page(3)).toEqual(twice([2_001, 1, 3, 3, '2000']));
    expect(await page(4)).toEqual(twice([2_001, 0, 4, 3, undefined]));
    expect(await page(65_535)).toEqual(twice([2_001, 0, 65_535, 3, undefined]));
  });

  it('says one empty page of a result without rows', async () => {
    const { open, run } = await startFabric({ script: { answer: () => rows(0) } });
    const sessionId = await open();
    expect((await run(sessionId, 'SELECT 1')).body).toMatchObject({
      status: 0,
      results: [{ num_rows: 0, row_count: 0, page_count: 1, result_set: { rows: [] } }],
    });
  });

  it('writes results as files within the quota of the bucket, each whole, and goes on where it was', async () => {
    const many = { script: { answer: () => rows(2_500) }, quotas: { bucket_bytes: 20_000 } };
    const { core, call, open, run } = await startFabric(many);
    const sessionId = await open();
    const { statement_id: id } = (await run(sessionId, 'SELECT 1')).body as Executed;
    const path = `sessions/${sessionId}/statements/${id}`;
    expect(await call('GET', `${path}?is_enable_obs_path=true`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'dataartsfabric.00020005',
        error_msg: expect.stringContaining('bucket_bytes') as string,
      },
    });
    // Each file is whole or not there, and what is there is kept.
    const page = { prefix: `${id}/`, after: null, limit: 9 };
    const listed = async () => {
      const { files } = await core.buckets.list(projectId, 'sluice-results', page);
      return files.map(({ key, etag }) => `${key} ${etag}`);
    };
    const written = await listed();
    expect(written.length).toBe(2);
    await core.quotas.set(projectId, 'bucket_bytes', null);
    const answer = await call('GET', `${path}?is_enable_obs_path=true`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 0,
        results: [
          {
            status: 'PGRES_TUPLES_OK',
            statement_id: id,
            num_rows: 2_500,
            page_count: 3,
            err_code: '0',
            schema: [n],
            obs_bucket_name: 'sluice-results',
            obs_file_path_prefix: `${id}/`,
          },
        ],
      },
    });
    expect((await listed()).slice(0, 2)).toEqual(written);
    await core.buckets.removeOlder('sluice-results', Date.now() + 60_000);
    expect(await listed()).toEqual([]);
    expect((await call('GET', `${path}?is_enable_obs_path=false`)).status).toBe(200);
    expect(await listed()).toEqual([]);
  });

  it('says of a result that was kept for its time that it has expired', async () => {
    const { core, call, open, run } = await startFabric({ script: { answer: () => rows(1) } });
    const sessionId = await open();
    const { statement_id } = (await run(sessionId, 'SELECT 1')).body as Executed;
    await core.stores.retention.expireResults(core.runner.leaseToken, core.clock.now(), 10);
    expect(await call('GET', `sessions/${sessionId}/statements/${statement_id}`)).toMatchObject({
      status: 400,
      body: { error_code: 'dataartsfabric.00010009' },
    });
  });

  it('knows no statement of another session', async () => {
    const { call, open, submit } = await startFabric();
    const [one, other] = [await open(), await open()];
    const id = await submit(one, 'SELECT 1');
    expect((await call('GET', `sessions/${other}/statements/${id}`)).status).toBe(404);
    expect((await call('POST', `sessions/${other}/statements/${id}/cancel`)).status).toBe(404);
    expect((await call('GET', `sessions/${one}/statements/${unknownId}`)).status).toBe(404);
    expect((await call('GET', `sessions/${unknownId}/statements/${id}`)).status).toBe(404);
  });
});

describe('POST sessions/{session_id}/statements/{statement_id}/cancel', () => {
  it('stops what runs, answers empty, and the session goes on', async () => {
    const { core, call, open, submit, run } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const id = await submit(sessionId, 'SELECT 1');
    await held.reached();
    const answer = await call('POST', `sessions/${sessionId}/statements/${id}/cancel`);
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
    expect(answer.headers['x-sluice-ending']).toBeUndefined();
    expect(core.engine.alive.size).toBe(0);
    expect((await call('GET', `sessions/${sessionId}/statements/${id}`)).body).toMatchObject({
      status: 4,
      results: [
        {
          status: 'PGRES_FATAL_ERROR',
          sql_state: '57014',
          message: 'canceling statement due to user request',
        },
      ],
    });
    held.release();
    expect((await run(sessionId, 'SELECT 1')).body).toMatchObject({ status: 0 });
  });

  it('stops all that one request asked for, and nothing else', async () => {
    const { core, call, open, submit, until } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const several = await submit(sessionId, 'SELECT 1; SELECT 2; SELECT 3');
    const next = await submit(sessionId, 'SELECT 4');
    await held.reached();
    const path = `sessions/${sessionId}/statements/${several}/cancel`;
    expect((await call('POST', path)).status).toBe(200);
    held.release();
    await until(sessionId, next, 0);
    expect(core.engine.born).toEqual([several, next]);
    const shown = await call('GET', `sessions/${sessionId}/statements/${several}`);
    expect(shown.body).toMatchObject({ status: 4, results: [{ sql_state: '57014' }] });
    expect((shown.body as Executed).results.length).toBe(1);
  });

  it('cancels one that waits without touching the one that runs', async () => {
    const { core, call, open, submit, until } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const first = await submit(sessionId, 'SELECT 1');
    const waiting = await submit(sessionId, 'SELECT 2');
    await held.reached();
    const path = `sessions/${sessionId}/statements/${waiting}/cancel`;
    expect((await call('POST', path)).status).toBe(200);
    expect(core.engine.rungs).toEqual([]);
    held.release();
    await until(sessionId, first, 0);
    expect(core.engine.born).toEqual([first]);
  });

  it('answers 200 to what has ended, and tells the truth beside it', async () => {
    const { core, call, open, run } = await startFabric();
    const sessionId = await open();
    const { statement_id } = (await run(sessionId, 'SELECT 1; SELECT 2')).body as Executed;
    const answer = await call('POST', `sessions/${sessionId}/statements/${statement_id}/cancel`);
    expect(answer).toMatchObject({
      status: 200,
      text: '',
      headers: { 'x-sluice-ending': 'succeeded' },
    });
    expect(core.engine.committed.size).toBe(2);
  });

  it('says 408 when the stop was not seen in time, and goes on', async () => {
    const { core, call, open, submit, until } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    const id = await submit(sessionId, 'SELECT 1');
    await held.reached();
    const rung = core.stage.hold('rung interrupt');
    const path = `sessions/${sessionId}/statements/${id}/cancel`;
    const asked = call('POST', path);
    await rung.reached();
    await core.clock.asleepFor(1_000);
    core.clock.advance(cancelTimeoutMs);
    expect(await core.clock.runUntil(asked)).toMatchObject({
      status: 408,
      body: { error_code: 'common.00000408' },
    });
    expect((await call('GET', `sessions/${sessionId}/statements/${id}`)).body).toMatchObject({
      status: 1,
    });
    rung.release();
    held.release();
    await core.ended(id, projectId);
    await until(sessionId, id, 0, 4);
  });
});

describe('the records', () => {
  it('are there for each statement, of a session and of the workspace', async () => {
    const { core, call, open, run, endpointId } = await startFabric({
      script: { answer: failsWhenAsked },
    });
    const [one, other] = [await open(), await open()];
    const first = (await run(one, 'SELECT 1; SELECT fail; SELECT 3')).body as Executed;
    const second = (await run(other, 'SELECT 2')).body as Executed;
    await core.submit({ projectId, owner: 'admin' });
    const at = new Date(core.clock.now()).toISOString();

    const ofSession = await call('GET', `sessions/${one}/statements`);
    expect(ofSession.body).toMatchObject({
      total: 3,
      records: [
        { statement_content: 'SELECT 3', status: 'CANCELED' },
        { statement_content: 'SELECT fail', status: 'FAILED' },
        {
          statement_id: first.statement_id,
          statement_content: 'SELECT 1',
          create_time: at,
          status: 'SUCCESSFUL',
          user_name: 'admin',
        },
      ],
    });
    const ofWorkspace = async (query: string) => {
      const { body } = await call('GET', `statement-records?${query}`);
      return body as { total: number; records: { id: string; statement_content: string }[] };
    };
    const all = await ofWorkspace('limit=2');
    expect(all.total).toBe(4);
    expect(all.records.length).toBe(2);
    expect(all.records[0]).toEqual({
      id: second.statement_id,
      workspace_id: projectId,
      endpoint_id: endpointId,
      session_id: other,
      database_name: 'default',
      statement_content: 'SELECT 2',
      duration: '0',
      status: 'SUCCESSFUL',
      user_name: 'admin',
      create_time: at,
      start_time: at,
      finish_time: at,
    });
    expect((await ofWorkspace('status=FAILED')).total).toBe(1);
    expect((await ofWorkspace('source=1')).total).toBe(0);
    expect((await ofWorkspace(`statement_id=${first.statement_id}`)).total).toBe(1);
    expect((await ofWorkspace(`endpoint_id=${unknownId}`)).total).toBe(0);
    expect((await ofWorkspace('end_time=1')).total).toBe(0);
    expect((await ofWorkspace('offset=3')).records.map((each) => each.statement_content)).toEqual([
      'SELECT 1',
    ]);
    const ofViewer = await call('GET', 'statement-records', undefined, 'viewer');
    expect(ofViewer.body).toEqual({ total: 0, records: [] });
  });
});

function twice(entry: readonly unknown[]): readonly unknown[] {
  return [entry, entry];
}

interface Executed {
  readonly status: number;
  readonly statement_id: string;
  readonly results: readonly {
    readonly status: string;
    readonly statement_id: string;
    readonly message: string;
    readonly num_rows: number;
    readonly row_count: number;
    readonly page_no: number;
    readonly page_count: number;
    readonly result_set: {
      readonly columns: readonly object[];
      readonly rows: readonly (string | null)[][];
    };
  }[];
}

function rows(count: number): ResultSummary {
  const lines = Array.from({ length: count }, (_, at) => `[${at}]`);
  const columns = [{ name: 'n', type: 'int', engineType: 'INTEGER' }];
  return { columns, rowCount: count, affectedRows: null, rows: { at: 'inline', lines } };
}

/** A statement with `fail` in it fails, INSERT writes three rows, SELECT returns one. */
function failsWhenAsked({ request }: Job): ResultSummary | JobError {
  if (request.sql.includes('fail')) return { code: 'semantic', message: 'There is no table fail.' };
  if (request.sql.startsWith('SELECT')) return rows(1);
  const affectedRows = request.sql.startsWith('INSERT') ? 3 : null;
  return { columns: [], rowCount: 0, affectedRows, rows: { at: 'none' } };
}

it('a cancel and a close ignore whatever body they have', async () => {
  const { core, call, open, submit } = await startFabric();
  const sessionId = await open();
  const working = core.stage.hold('work 1');
  const id = await submit(sessionId, 'SELECT 1');
  await working.reached();
  const cancel = await call('POST', `sessions/${sessionId}/statements/${id}/cancel`, '{{');
  expect(cancel.status).toBe(200);
  expect((await call('DELETE', `sessions/${sessionId}`, '{{')).status).toBe(200);
});
