import { describe, expect, it } from 'vitest';
import type { JobError, ResultSummary } from '../../src/core/job/ending.ts';
import { cancelTimeoutMs, tokens } from './call-dli.ts';
import { failsWhenAsked, projectId } from './start-dli.ts';
import { startDliSessions } from './start-dli-sessions.ts';

const canceled = '{"msg":"canceled"}';

describe('a statement', () => {
  it('waits, runs, and is available with its rows', async () => {
    const dli = await startDliSessions({ script: { answer: failsWhenAsked } });
    const id = await dli.open();
    const working = dli.core.stage.hold('work 1');
    const made = await dli.call('POST', `sessions/${id}/statements`, {
      code: 'SELECT 1 AS n',
      kind: 'spark',
    });
    expect(made).toMatchObject({
      status: 200,
      text: '{"id":0,"code":"SELECT 1 AS n","state":"waiting","progress":0,"output":null}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    await working.reached();
    await dli.core.witness.saw((await dli.job(id, 0)).id, 'running');
    const running = await dli.call('GET', `sessions/${id}/statements/0`);
    expect(running.body).toMatchObject({ id: 0, state: 'running', output: null });
    working.release();
    expect(await dli.ended(id, 0)).toEqual({
      id: 0,
      code: 'SELECT 1 AS n',
      state: 'available',
      progress: 1,
      output: {
        status: 'ok',
        execution_count: 0,
        data: {
          'text/plain': 'n\n1',
          'application/json': {
            schema: {
              type: 'struct',
              fields: [{ name: 'n', type: 'integer', nullable: true, metadata: {} }],
            },
            data: [[1]],
          },
        },
      },
    });
  });

  it('is available with an error when it failed', async () => {
    const dli = await startDliSessions({ script: { answer: failsWhenAsked } });
    const id = await dli.open();
    await dli.submitTo(id, 'SELECT 1');
    await dli.submitTo(id, 'SELECT fail');
    expect(await dli.ended(id, 1)).toEqual({
      id: 1,
      code: 'SELECT fail',
      state: 'available',
      progress: 1,
      output: {
        status: 'error',
        execution_count: 1,
        ename: 'Error',
        evalue: 'DLI.0005: There is no table fail.',
        traceback: [],
      },
    });
    await dli.submitTo(id, 'SELECT 2');
    expect(await dli.ended(id, 2)).toMatchObject({ output: { status: 'ok' } });
  });

  it('is in state error when its engine went out of reach', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    dli.core.engine.goOutOfReach();
    await dli.submitTo(id, 'SELECT 1');
    expect(await dli.ended(id, 0)).toMatchObject({
      state: 'error',
      output: { status: 'error', evalue: 'DLI.0012: The scripted engine is out of reach.' },
    });
    expect(await dli.call('POST', `sessions/${id}/statements/0/cancel`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0007',
        error_msg:
          'The statement 0 has ended in state error (its engine could not be reached, so what became ' +
          'of it there is not known) and cannot be cancelled.',
      },
    });
  });

  it('says how many rows there are when it shows only the first of them (I11)', async () => {
    const lines = Array.from({ length: 1_200 }, (_, at) => `[${at},"a\\tb",null]`);
    const dli = await startDliSessions({ script: { answer: () => rowsOf(lines) } });
    const id = await dli.open();
    await dli.submitTo(id, 'SELECT 1');
    const shown = (await dli.ended(id, 0)) as {
      output: { data: { 'text/plain': string; 'application/json': { data: unknown[] } } };
    };
    const { data } = shown.output;
    expect(data['application/json']).toMatchObject({ total_rows: 1_200, truncated: true });
    expect(data['application/json'].data).toHaveLength(1_000);
    const text = data['text/plain'].split('\n');
    expect(text.at(1)).toBe('0\ta\tb\tNULL');
    const { id: jobId } = await dli.job(id, 0);
    expect(text.at(-1)).toBe(
      'These are the first 1000 of 1200 rows: the limit output_rows is 1000. ' +
        `All are at /api/v1/jobs/${jobId}/result.`,
    );
  });

  it('cuts rows that are wider than an answer may be, and says so', async () => {
    const wide = JSON.stringify(['x'.repeat(2_000_000)]);
    const dli = await startDliSessions({ script: { answer: () => rowsOf([wide, wide, wide]) } });
    const id = await dli.open();
    await dli.submitTo(id, 'SELECT 1');
    const shown = (await dli.ended(id, 0)) as {
      output: { data: { 'application/json': { data: unknown[] } } };
    };
    const table = shown.output.data['application/json'];
    expect(table).toMatchObject({
      total_rows: 3,
      truncated: true,
      msg: expect.stringContaining('the limit output_characters is 4194304') as string,
    });
    expect(table.data).toHaveLength(2);
  });

  it('keeps every digit', async () => {
    const line = '[170141183460469231731687303715884105727,0.10]';
    const dli = await startDliSessions({ script: { answer: () => rowsOf([line]) } });
    const id = await dli.open();
    await dli.submitTo(id, 'SELECT 1');
    await dli.ended(id, 0);
    const { text } = await dli.call('GET', `sessions/${id}/statements/0`);
    expect(text).toContain(`"data":[${line}]`);
  });

  it('tells how many rows a write wrote', async () => {
    const wrote = { columns: [], rowCount: 0, affectedRows: 3, rows: { at: 'none' } } as const;
    const dli = await startDliSessions({ script: { answer: () => wrote } });
    const id = await dli.open();
    await dli.submitTo(id, 'INSERT INTO t VALUES (1), (2), (3)');
    expect(await dli.ended(id, 0)).toMatchObject({
      output: { status: 'ok', data: { 'text/plain': '3 rows' } },
    });
  });

  it('may be submitted before its session is open, and waits', async () => {
    const opening = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    const id = await dli.create();
    await dli.until(id, 'starting');
    await dli.submitTo(id, 'SELECT 1');
    await dli.core.quiet();
    expect(dli.core.engine.born).toEqual([]);
    opening.resolve();
    expect(await dli.ended(id, 0)).toMatchObject({ state: 'available' });
  });

  it('is refused by a session that has ended', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    await dli.call('DELETE', `sessions/${id}`);
    expect(await dli.call('POST', `sessions/${id}/statements`, { code: 'SELECT 1' })).toMatchObject(
      {
        status: 400,
        body: {
          error_code: 'DLI.0007',
          error_msg: `The session ${id} is in state dead and takes no more statements. Make a new session.`,
        },
      },
    );
  });
});

describe('GET sessions/{session_id}/statements', () => {
  it('lists them in their order, with their outputs, a page at a time', async () => {
    const dli = await startDliSessions({ script: { answer: failsWhenAsked } });
    const id = await dli.open();
    for (const code of ['SELECT 1', 'SELECT fail', 'SELECT 3']) await dli.submitTo(id, code);
    await dli.ended(id, 2);
    const numbers = async (query: string) => {
      const { body } = await dli.call('GET', `sessions/${id}/statements${query}`);
      const { total_statements: total, statements } = body as {
        total_statements: number;
        statements: { id: number; output: { status: string } }[];
      };
      return [total, ...statements.map(({ id: number, output }) => `${number} ${output.status}`)];
    };
    expect(await numbers('')).toEqual([3, '0 ok', '1 error', '2 ok']);
    expect(await numbers('?from=1&size=1')).toEqual([3, '1 error']);
    expect(await numbers('?order=desc&size=2')).toEqual([3, '2 ok', '1 error']);
    expect(await numbers('?from=7')).toEqual([3]);
  });
});

describe('POST sessions/{session_id}/statements/{statement_id}/cancel', () => {
  it('says canceled when a running statement was seen to stop and gave back what it held', async () => {
    const dli = await startDliSessions();
    const { stage, engine } = dli.core;
    const id = await dli.open();
    const working = stage.hold('work 1');
    const checking = stage.hold('release checked');
    await dli.submitTo(id, 'CREATE TABLE copy AS SELECT 1');
    await working.reached();
    let isAnswered = false;
    const answer = dli.call('POST', `sessions/${id}/statements/0/cancel`, {}).finally(() => {
      isAnswered = true;
    });
    await checking.reached();
    expect(isAnswered).toBe(false);
    const meanwhile = await dli.call('GET', `sessions/${id}/statements/0`);
    expect(meanwhile.body).toMatchObject({ state: 'cancelling', output: null });
    checking.release();

    expect(await answer).toMatchObject({ status: 200, text: canceled });
    expect([...engine.alive]).toEqual([]);
    expect([...engine.committed]).toEqual([]);
    expect(await dli.ended(id, 0)).toMatchObject({
      state: 'cancelled',
      progress: 1,
      output: {
        status: 'error',
        execution_count: 0,
        ename: 'Error',
        evalue: 'The statement was cancelled by alice.',
        traceback: [],
      },
    });
    expect(await dli.state(id)).toBe('idle');
  });

  it('cancels one that waits without touching the one that runs', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const working = dli.core.stage.hold('work 1');
    for (const code of ['SELECT 1', 'SELECT 2', 'SELECT 3']) await dli.submitTo(id, code);
    await working.reached();
    const answer = await dli.call('POST', `sessions/${id}/statements/1/cancel`);
    expect(answer).toMatchObject({ status: 200, text: canceled });
    expect(dli.core.engine.rungs).toEqual([]);
    expect(await dli.ended(id, 1)).toMatchObject({ state: 'cancelled', output: null, progress: 1 });
    working.release();
    expect(await dli.ended(id, 0)).toMatchObject({ state: 'available' });
    expect(await dli.ended(id, 2)).toMatchObject({ state: 'available' });
    expect(dli.core.engine.born).not.toContain((await dli.job(id, 1)).id);
  });

  it.each([
    ['SELECT 1', 'available (it succeeded)'],
    ['SELECT fail', 'available (it failed: DLI.0005: There is no table fail.)'],
  ])('refuses %s, which has ended %s', async (code, ending) => {
    const dli = await startDliSessions({ script: { answer: failsWhenAsked } });
    const id = await dli.open();
    await dli.submitTo(id, code);
    const before = await dli.ended(id, 0);
    expect(await dli.call('POST', `sessions/${id}/statements/0/cancel`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0007',
        error_msg: `The statement 0 has ended in state ${ending} and cannot be cancelled.`,
      },
    });
    expect(await dli.ended(id, 0)).toEqual(before);
  });

  it('names the true ending when the statement finished while the cancel was on its way', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const committed = dli.core.stage.hold('committed');
    const told = dli.core.stage.hold('rung interrupt');
    await dli.submitTo(id, 'CREATE TABLE copy AS SELECT 1');
    await committed.reached();
    const answer = dli.call('POST', `sessions/${id}/statements/0/cancel`);
    await told.reached();
    told.release();
    committed.release();
    expect((await answer).body).toMatchObject({
      error_code: 'DLI.0007',
      error_msg: expect.stringContaining('available (it succeeded)') as string,
    });
  });

  it('refuses one that was cancelled before, also in a session that has ended', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const working = dli.core.stage.hold('work 1');
    await dli.submitTo(id, 'SELECT 1');
    await working.reached();
    await dli.call('DELETE', `sessions/${id}`);
    dli.core.clock.advance(1);
    expect(await dli.call('POST', `sessions/${id}/statements/0/cancel`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0007',
        error_msg: 'The statement 0 has ended in state cancelled and cannot be cancelled.',
      },
    });
  });

  it('says that it goes on when it was not confirmed in time', async () => {
    const dli = await startDliSessions();
    const { clock, stage } = dli.core;
    const id = await dli.open();
    const working = stage.hold('work 1');
    const releasing = stage.hold('release asked');
    await dli.submitTo(id, 'SELECT 1');
    await working.reached();
    const answer = dli.call('POST', `sessions/${id}/statements/0/cancel`);
    await releasing.reached();
    const { status, body } = await clock.runUntil(answer);
    expect([status, body]).toEqual([
      400,
      {
        error_code: 'DLI.0019',
        error_msg:
          'The cancel of statement 0 is accepted and goes on, but the statement was not seen to stop ' +
          `within ${cancelTimeoutMs / 1_000} s; it is still in state cancelling. ` +
          'Ask for its state again.',
      },
    ]);
    releasing.release();
    expect(await clock.runUntil(dli.ended(id, 0))).toMatchObject({ state: 'cancelled' });
  });

  it('knows no statement that is not there, and refuses what is no number', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    for (const [method, path] of [
      ['POST', '/cancel'],
      ['GET', ''],
    ] as const) {
      const call = (number: string) =>
        dli.call(method, `sessions/${id}/statements/${number}${path}`);
      expect(await call('7')).toMatchObject({
        status: 404,
        body: {
          error_code: 'DLI.0023',
          error_msg: `There is no statement with id 7 in the session ${id}`,
        },
      });
      for (const wrong of ['x', '-1', '1.5', '1e3', '9'.repeat(16)]) {
        expect(await call(wrong)).toMatchObject({
          status: 400,
          body: {
            error_code: 'DLI.0001',
            error_msg: 'statement_id must be a whole number from 0.',
          },
        });
      }
    }
  });

  it('is on record with who asked, as the delete of a session is', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const working = dli.core.stage.hold('work 1');
    await dli.submitTo(id, 'SELECT 1');
    await working.reached();
    const headers = { 'x-auth-token': tokens.alice };
    await dli.call('POST', `sessions/${id}/statements/0/cancel`, undefined, headers);
    await dli.call('DELETE', `sessions/${id}`);
    await dli.core.quiet();
    const entries = await dli.core.stores.audit.list({ projectId }, { before: null, limit: 10 });
    const { id: jobId } = await dli.job(id, 0);
    expect(entries.map(({ action, target, outcome }) => [action, target, outcome])).toEqual([
      ['close_session', id, 'done'],
      ['cancel_statement', jobId, 'done'],
      ['submit_statements', jobId, 'done'],
      ['create_session', id, 'done'],
    ]);
  });
});

function rowsOf(lines: readonly string[]): ResultSummary | JobError {
  return {
    columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
    rowCount: lines.length,
    affectedRows: null,
    rows: { at: 'inline', lines },
  };
}

it('a cancel and a delete ignore whatever body they have', async () => {
  const dli = await startDliSessions();
  const id = await dli.open();
  const working = dli.core.stage.hold('work 1');
  await dli.submitTo(id, 'SELECT 1');
  await working.reached();
  const answer = await dli.call('POST', `sessions/${id}/statements/0/cancel`, '{{');
  expect(answer).toMatchObject({ status: 200, text: canceled });
  const deleted = await dli.call('DELETE', `sessions/${id}`, '{{');
  expect(deleted).toMatchObject({ status: 200, text: '{"msg":"deleted"}' });
  const batch = await dli.call('DELETE', `batches/${id}`, '{{');
  expect(batch).toMatchObject({ body: { error_msg: expect.stringContaining(id) } });
});
