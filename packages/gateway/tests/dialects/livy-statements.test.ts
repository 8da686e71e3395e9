import { describe, expect, it } from 'vitest';
import type { JobError, ResultSummary } from '../../src/core/job/ending.ts';
import type { Job } from '../../src/core/job/job.ts';
import { projectId } from './native-users.ts';
import { as, startLivy } from './start-livy.ts';

describe('POST /sessions/{id}/statements', () => {
  it('answers 201 with where the statement is, and its number counts from 0', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    const answer = await livy.post(`/sessions/${id}/statements`, { code: 'SELECT 1', kind: 'sql' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/livy/sessions/${id}/statements/0`);
    expect(answer.body).toEqual({
      id: 0,
      code: 'SELECT 1',
      state: 'waiting',
      output: null,
      progress: 0,
      started: 0,
      completed: 0,
    });
    await held.reached();
    expect(await livy.submit(id)).toBe(1);
    expect((await livy.get(`/sessions/${id}/statements/0`)).body).toMatchObject({
      state: 'running',
      output: null,
      started: expect.any(Number),
      completed: 0,
    });
  });

  it('makes one statement of an Idempotency-Key that is sent again (I12)', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const submit = (code: string) =>
      livy.call(
        'POST',
        `/sessions/${id}/statements`,
        { code },
        { ...as('alice'), 'idempotency-key': 'mine' },
      );
    expect((await submit('SELECT 1')).body).toMatchObject({ id: 0, output: null });
    await livy.core.ended((await livy.jobOf(id, 0)).id, projectId);
    const again = await submit('SELECT 1');
    expect(again).toMatchObject({ status: 201, body: { id: 0, state: 'available' } });
    expect(again.headers.get('location')).toBe(`/livy/sessions/${id}/statements/0`);
    expect((await submit('SELECT 2')).status).toBe(400);
  });

  it('answers 429 above a quota, with when to come again', async () => {
    const livy = await startLivy({ quotas: { sessions: 1, queued_statements: 1 } });
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    await livy.submit(id);
    await held.reached();
    await livy.submit(id);
    const statement = await livy.post(`/sessions/${id}/statements`, { code: 'SELECT 1' });
    expect(statement).toMatchObject({
      status: 429,
      body: {
        msg: expect.stringContaining('queued_statements: 1 of 1 statements wait') as string,
      },
    });
    expect(statement.headers.get('retry-after')).toBe('5');
    const session = await livy.post('/sessions', { kind: 'sql' });
    expect(session).toMatchObject({
      status: 429,
      body: { msg: expect.stringContaining('sessions: 1 of 1 sessions have not ended') as string },
    });
    expect(session.headers.get('retry-after')).toBe('30');
  });

  it('lets a statement wait for a session that is still starting', async () => {
    const opening = Promise.withResolvers<void>();
    const livy = await startLivy({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    const id = await livy.create();
    await livy.until(id, 'starting');
    const statement = await livy.submit(id);
    const path = `/sessions/${id}/statements/${statement}`;
    expect((await livy.get(path)).body).toMatchObject({ state: 'waiting', output: null });
    opening.resolve();
    await livy.core.ended((await livy.jobOf(id, statement)).id, projectId);
    expect((await livy.get(path)).body).toMatchObject({ state: 'available', progress: 1 });
  });

  it.each([
    [{}, 'code is missing'],
    [{ code: ' ' }, 'code'],
    [{ code: 7 }, 'code'],
    [{ code: 'SELECT\u00001' }, 'code'],
    [{ code: 'SELECT 1', kind: 'pyspark' }, 'kind pyspark'],
    [{ code: 'GARBAGE' }, 'cannot parse'],
  ])('refuses %j and writes nothing', async (body, complaint) => {
    const livy = await startLivy();
    const id = await livy.open();
    const answer = await livy.post(`/sessions/${id}/statements`, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining(complaint) },
    });
    expect((await livy.get(`/sessions/${id}/statements`)).body).toEqual({
      total_statements: 0,
      statements: [],
    });
  });

  it('takes none between two deletes at once, nor after them', async () => {
    const closing = Promise.withResolvers<void>();
    const livy = await startLivy({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const id = await livy.open();
    const path = `/sessions/${id}/statements`;
    const first = livy.call('DELETE', `/sessions/${id}`);
    await livy.until(id, 'closing');
    expect(await livy.post(path, { code: 'SELECT 1' })).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining('is in state shutting_down') as string },
    });
    const second = livy.call('DELETE', `/sessions/${id}`);
    closing.resolve();
    expect(await first).toMatchObject({ status: 200, body: { msg: 'deleted' } });
    // It may come when nothing is left to delete.
    expect([200, 404]).toContain((await second).status);
    expect(await livy.post(path, { code: 'SELECT 1' })).toMatchObject({
      status: 404,
      body: { msg: `Session '${id}' not found.` },
    });
    expect(livy.core.engine.born).toEqual([]);
  });

  it('takes none from who does not see the session', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const path = `/sessions/${id}/statements`;
    for (const user of ['vera', 'eve'] as const) {
      expect((await livy.call('POST', path, { code: 'SELECT 1' }, as(user))).status).toBe(404);
    }
  });
});

describe('the output of a statement', () => {
  it('has the table as Spark names it, digit for digit', async () => {
    const livy = await startLivy({
      script: {
        answer: answering({
          columns: [
            { name: 'n', type: 'bigint', engineType: 'BIGINT' },
            { name: 'd', type: 'decimal(38,2)', engineType: 'DECIMAL(38,2)' },
          ],
          rowCount: 2,
          lines: ['[9007199254740993,12345678901234567890.10]', '[null,1.00]'],
        }),
      },
    });
    const id = await livy.open();
    const statement = await livy.run(id);
    const answer = await livy.get(`/sessions/${id}/statements/${statement}`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.text).toContain(
      '"data":[[9007199254740993,12345678901234567890.10],[null,1.00]]}',
    );
    expect(answer.body).toMatchObject({
      id: statement,
      state: 'available',
      progress: 1,
      output: {
        status: 'ok',
        execution_count: statement,
        data: {
          'application/json': {
            schema: {
              type: 'struct',
              fields: [
                { name: 'n', type: 'long', nullable: true, metadata: {} },
                { name: 'd', type: 'decimal(38,2)', nullable: true, metadata: {} },
              ],
            },
          },
        },
      },
    });
  });

  it('has 1,000 rows at most, and says that it was cut', async () => {
    const lines = Array.from({ length: 1_001 }, (_, n) => `[${n}]`);
    const livy = await startLivy({ script: { answer: answering({ rowCount: 1_001, lines }) } });
    const id = await livy.open();
    await livy.run(id);
    const table = tableOf((await livy.get(`/sessions/${id}/statements/0`)).body);
    expect(table['data']).toHaveLength(1_000);
    expect(table).toMatchObject({ truncated: true, total_rows: 1_001 });
  });

  it('is cut between rows where they are wide', async () => {
    const lines = Array.from({ length: 5 }, () => `["${'x'.repeat(1_024 * 1_024)}"]`);
    const livy = await startLivy({ script: { answer: answering({ rowCount: 5, lines }) } });
    const id = await livy.open();
    await livy.run(id);
    const table = tableOf((await livy.get(`/sessions/${id}/statements/0`)).body);
    expect(table['data']).toHaveLength(3);
    expect(table).toMatchObject({ truncated: true, total_rows: 5 });
  });

  it('is a table without columns where there are no rows to have', async () => {
    const answer = answering({ columns: [], rowCount: 0, lines: [] });
    const livy = await startLivy({ script: { answer } });
    const id = await livy.open();
    await livy.run(id, 'CREATE TABLE t (n int)');
    expect(tableOf((await livy.get(`/sessions/${id}/statements/0`)).body)).toEqual({
      schema: { type: 'struct', fields: [] },
      data: [],
    });
  });

  it('of one that failed is an error, and the statement is available', async () => {
    const livy = await startLivy({
      script: { answer: () => ({ code: 'semantic', message: 'There is no table t.' }) },
    });
    const id = await livy.open();
    await livy.run(id);
    expect((await livy.get(`/sessions/${id}/statements/0`)).body).toMatchObject({
      state: 'available',
      output: {
        status: 'error',
        execution_count: 0,
        ename: 'AnalysisError',
        evalue: 'There is no table t.',
        traceback: [],
      },
    });
  });
});

describe('GET /sessions/{id}/statements', () => {
  it('lists them in both orders, by the page', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    for (let n = 0; n < 3; n++) await livy.run(id);
    const idsOf = async (query: string) => {
      const { body } = await livy.get(`/sessions/${id}/statements${query}`);
      const list = body as { total_statements: number; statements: { id: number }[] };
      expect(list.total_statements).toBe(3);
      return list.statements.map((statement) => statement.id);
    };
    expect(await idsOf('')).toEqual([0, 1, 2]);
    expect(await idsOf('?order=desc&size=2')).toEqual([2, 1]);
    expect(await idsOf('?from=1&size=1')).toEqual([1]);
    expect(await idsOf('?from=5')).toEqual([]);
    expect((await livy.get(`/sessions/${id}/statements?order=up`)).status).toBe(400);
  });
});

describe('POST …/statements/{n}/cancel', () => {
  it('says canceled when the statement was seen to stop, and the session is idle then', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    const checking = livy.core.stage.hold('release checked');
    const statement = await livy.submit(id);
    await held.reached();
    let isAnswered = false;
    const path = `/sessions/${id}/statements/${statement}`;
    const answering = livy.call('POST', `${path}/cancel`).finally(() => {
      isAnswered = true;
    });
    await checking.reached();
    expect(isAnswered).toBe(false);
    expect((await livy.get(path)).body).toMatchObject({ state: 'cancelling', output: null });
    checking.release();
    const answer = await answering;
    expect(answer).toMatchObject({ status: 200, body: { msg: 'canceled' } });
    expect(answer.headers.get('x-sluice-ending')).toBeNull();
    expect(livy.core.engine.alive.size).toBe(0);
    expect((await livy.get(path)).body).toMatchObject({
      state: 'cancelled',
      output: {
        status: 'error',
        ename: 'Cancelled',
        evalue: expect.stringMatching(/^Cancelled by alice\. It was seen to stop after interrupt/),
        traceback: [],
      },
    });
    expect((await livy.get(`/sessions/${id}/state`)).body).toMatchObject({ state: 'idle' });
    expect(livy.core.contexts.alive.size).toBe(1);
  });

  it('cancels one that waits, and leaves alone the one that runs', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    await livy.submit(id);
    const waiting = await livy.submit(id);
    await held.reached();
    const answer = await livy.post(`/sessions/${id}/statements/${waiting}/cancel`, {});
    expect(answer).toMatchObject({ status: 200, body: { msg: 'canceled' } });
    expect((await livy.get(`/sessions/${id}/statements/${waiting}`)).body).toMatchObject({
      state: 'cancelled',
      output: { evalue: 'Cancelled by alice. It had not begun.' },
    });
    expect(livy.core.engine.rungs).toEqual([]);
  });

  it.each([
    ['SELECT 1', 'succeeded'],
    ['SELECT fail', 'failed'],
  ])('of an ended one (%s) is 200 as with Livy, and a header has the truth', async (code, how) => {
    const livy = await startLivy({ script: { answer: failsWhenAsked } });
    const id = await livy.open();
    const statement = await livy.run(id, code);
    const before = await livy.jobOf(id, statement);
    const answer = await livy.call('POST', `/sessions/${id}/statements/${statement}/cancel`);
    expect(answer).toMatchObject({ status: 200, body: { msg: 'canceled' } });
    expect(answer.headers.get('x-sluice-ending')).toBe(how);
    expect(await livy.jobOf(id, statement)).toEqual(before);
  });

  it('of an unknown one is 404, and changes nothing', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    for (const statement of ['0', 'x', '-1', '99999999999999999999']) {
      const answer = await livy.post(`/sessions/${id}/statements/${statement}/cancel`);
      expect(answer).toMatchObject({
        status: 404,
        body: { msg: `Statement '${statement}' not found.` },
      });
    }
  });

  it('that is not confirmed in time says that it goes on', async () => {
    const livy = await startLivy({ cancelTimeoutMs: 1_000 });
    const id = await livy.open();
    const working = livy.core.stage.hold('work 1');
    const told = livy.core.stage.hold('rung interrupt');
    const statement = await livy.submit(id);
    await working.reached();
    const cancelling = livy.post(`/sessions/${id}/statements/${statement}/cancel`);
    await told.reached();
    const answer = await livy.core.clock.runUntil(cancelling);
    expect(answer).toMatchObject({
      status: 504,
      body: { msg: expect.stringContaining('goes on') },
    });
    told.release();
    const job = await livy.jobOf(id, statement);
    expect((await livy.core.ended(job.id, projectId)).state).toMatchObject({
      ending: { how: 'cancelled' },
    });
  });

  it('during the close of its session ends with it, once', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    const statement = await livy.submit(id);
    await held.reached();
    const [cancelled, deleted] = await Promise.all([
      livy.post(`/sessions/${id}/statements/${statement}/cancel`),
      livy.call('DELETE', `/sessions/${id}`),
    ]);
    expect([200, 404]).toContain(cancelled.status);
    expect(deleted).toMatchObject({ status: 200, body: { msg: 'deleted' } });
    const { state } = await livy.jobOf(id, statement);
    expect(state).toMatchObject({ ending: { how: 'cancelled' } });
  });
});

describe('POST /sessions/{id}/interrupt', () => {
  it('cancels the statements and keeps the session', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    for (let n = 0; n < 3; n++) await livy.submit(id);
    await held.reached();
    const answer = await livy.call('POST', `/sessions/${id}/interrupt`);
    expect(answer).toMatchObject({ status: 200, body: { msg: 'interrupted' } });
    for (let n = 0; n < 3; n++) {
      expect((await livy.jobOf(id, n)).state).toMatchObject({ ending: { how: 'cancelled' } });
    }
    expect(livy.core.engine.born).toHaveLength(1);
    expect((await livy.get(`/sessions/${id}/state`)).body).toMatchObject({ state: 'idle' });
    held.release();
    await livy.run(id);
    expect(await livy.call('POST', `/sessions/${id}/interrupt`)).toMatchObject({ status: 200 });
  });
});

describe('POST /sessions/{id}/completion', () => {
  it.each([
    [{ code: 'SEL', kind: 'sql', cursor: '3' }, ['SELECT']],
    [{ code: 'select 1 gro', cursor: 12 }, ['group', 'grouping']],
    [{ code: 'selXXXX', cursor: 3 }, ['select']],
    [{ code: 'SELECT 1 ', cursor: null }, []],
    [{ code: '', cursor: '' }, []],
    [{ code: 'SELECT * FROM or' }, ['or', 'order', 'orders']],
    [{ code: 'SELECT * FROM shop.' }, ['"odd name"', 'orders']],
    [{ code: 'SELECT * FROM shop.OD' }, ['"odd name"']],
  ])('of %j is %j', async (body, candidates) => {
    const livy = await startLivy({ sessionScript: { names: ['odd name', 'orders'] } });
    const id = await livy.open();
    const answer = await livy.post(`/sessions/${id}/completion`, body);
    expect(answer).toMatchObject({ status: 200, body: { candidates } });
  });
});

function answering(result: {
  readonly columns?: ResultSummary['columns'];
  readonly rowCount: number;
  readonly lines: readonly string[];
}): () => ResultSummary {
  const { rowCount, lines } = result;
  const { columns = [{ name: 'n', type: 'int', engineType: 'INTEGER' }] } = result;
  return () => ({ columns, rowCount, affectedRows: null, rows: { at: 'inline', lines } });
}

function failsWhenAsked({ request }: Job): ResultSummary | JobError {
  if (request.sql.includes('fail')) return { code: 'runtime', message: 'It failed.' };
  return answering({ rowCount: 1, lines: ['[1]'] })();
}

function tableOf(body: unknown): Record<string, unknown> {
  const { output } = body as { output: { data: Record<string, Record<string, unknown>> } };
  return output.data['application/json'] ?? {};
}

it('a cancel and a delete ignore whatever body they have', async () => {
  const livy = await startLivy();
  const id = await livy.open();
  const statement = await livy.run(id);
  const cancel = await livy.post(`/sessions/${id}/statements/${statement}/cancel`, '{{');
  expect(cancel).toMatchObject({ status: 200, body: { msg: 'canceled' } });
  expect((await livy.post(`/sessions/${id}/interrupt`, '{{')).status).toBe(200);
  const deleted = await livy.call('DELETE', `/sessions/${id}`, '{{');
  expect(deleted).toMatchObject({ status: 200, body: { msg: 'deleted' } });
});
