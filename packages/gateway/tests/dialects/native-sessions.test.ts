import {
  Closed,
  CloseNotConfirmed,
  type Job,
  type Problem,
  Session,
  SessionEventList,
  SessionList,
  SessionReceipt,
  StatementList,
  SubmittedStatements,
} from '@sluice/protocol';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../support/read-events.ts';
import type { CoreOptions } from '../support/start-core.ts';
import { projectId } from './native-users.ts';
import { as, startNative, unknownId } from './start-native.ts';

describe('POST /sessions', () => {
  it('makes a session, which opens by itself', async () => {
    const { native } = await startSessions();
    const made = await native.post('/sessions', {
      name: 'evening',
      database: 'lake',
      idle_timeout_ms: 60_000,
    });
    expectShape(Session, made.body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'sql',
        status: 'waiting',
        queue: 'default',
        engine: 'scripted',
        owner: 'alice',
        name: 'evening',
        database: 'lake',
        idle_timeout_ms: 60_000,
        close: null,
      },
    });
    const { id } = made.body as Session;
    const open = await native.get(`/sessions/${id.toUpperCase()}/wait`);
    expect(open).toMatchObject({ status: 200, body: { id, status: 'open' } });
    expect((open.body as Session).opened_at).not.toBeNull();

    const { body } = await native.get(`/sessions/${id}/events`);
    expectShape(SessionEventList, body);
    const kinds = (body as SessionEventList).events.map(({ kind }) => kind);
    expect(kinds).toEqual(['waiting', 'starting', 'open']);
  });

  it('tells what happens to it as it happens, until it has ended, and goes on after any event', async () => {
    const { native, open, close } = await startSessions();
    // Time stands still until somebody moves it, and readers gather their news for a while.
    const timer = setInterval(() => native.core.clock.advance(20), 1);
    using _ = { [Symbol.dispose]: () => clearInterval(timer) };
    const id = await open();
    const accept = { ...as('alice'), accept: 'text/event-stream' };
    await using events = await readEvents(`${native.url}/sessions/${id}/events`, accept);
    const told = [...(await events.take(3))];
    expect((await close(id)).status).toBe(200);
    told.push(...(await events.rest()));
    expect(told.map(({ event, data }) => [event, data['kind']])).toEqual([
      ['session', 'waiting'],
      ['session', 'starting'],
      ['session', 'open'],
      ['session', 'closing'],
      ['session', 'closed'],
    ]);
    const listed = (await native.get(`/sessions/${id}/events`)).body as SessionEventList;
    expect(told.map(({ data }) => data)).toEqual(listed.events);

    const after = (eventId: string | undefined) =>
      readEvents(`${native.url}/sessions/${id}/events`, {
        ...accept,
        'last-event-id': eventId ?? '',
      });
    await using resumed = await after(told[1]?.id);
    expect(await resumed.rest()).toEqual(told.slice(2));
    await using elsewhere = await after('0ther-7');
    const [reset, ...all] = await elsewhere.rest();
    expect(reset).toMatchObject({ event: 'reset', data: { reason: 'other_feed' } });
    expect(all).toEqual(told);
    const over = { ...accept, 'last-event-id': told.at(-1)?.id ?? '' };
    expect((await native.get(`/sessions/${id}/events`, over)).status).toBe(204);
    const foreign = { ...as('eve'), accept: 'text/event-stream' };
    expect((await native.get(`/sessions/${id}/events`, foreign)).status).toBe(404);
  });

  it('takes a key in the body or in the header, which stands for one session (I12)', async () => {
    const { native } = await startSessions();
    const first = await native.post('/sessions', { key: 'mine' });
    const again = await native.post('/sessions', {}, { 'idempotency-key': 'mine' });
    expect([first.status, again.status]).toEqual([201, 200]);
    const { id } = first.body as Session;
    expect(again.body).toMatchObject({ id });
    expect(await native.post('/sessions', { key: 'mine', name: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'key_taken', session: { id } },
    });
    const headers = { 'idempotency-key': 'other' };
    expect(await native.post('/sessions', { key: 'mine' }, headers)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: 'key' },
    });
  });

  it.each([
    [{ queue: 'nowhere' }, 400, 'no_queue', 'There is no queue named nowhere'],
    [
      { kind: 'spark' },
      400,
      'wrong_kind',
      'The queue default has the engine scripted, which has no sessions of the kind spark. Ask for sql',
    ],
    [{ queu: 'default' }, 400, 'invalid_request', 'is not known here'],
    [{ idle_timeout_ms: 0 }, 400, 'invalid_request', 'must be a whole number from 1 to'],
    [{ name: '' }, 400, 'invalid_request', 'must be text of 1 to 128 characters'],
  ])('refuses %j', async (order, status, code, detail) => {
    const { native } = await startSessions();
    const answer = await native.post('/sessions', order);
    expect(answer).toMatchObject({ status, body: { code } });
    expect((answer.body as Problem).detail).toContain(detail);
    expect((await native.get('/sessions')).body).toMatchObject({ total: 0 });
  });
});

describe('GET /sessions', () => {
  it('lists the newest first, filtered and in pages', async () => {
    const { native, open, close } = await startSessions();
    const ids = [await open(), await open(), await open()];
    await close(ids[1] ?? '');
    const all = await native.get('/sessions?limit=2');
    expectShape(SessionList, all.body);
    expect(all.body).toMatchObject({
      sessions: [{ id: ids[2] }, { id: ids[1] }],
      total: 3,
      next_offset: 2,
    });
    const query = 'status=open&order=created_asc&queue=DEFAULT';
    expect((await native.get(`/sessions?${query}`)).body).toMatchObject({
      sessions: [{ id: ids[0] }, { id: ids[2] }],
      total: 2,
      next_offset: null,
    });
    expect((await native.get('/sessions?status=gone')).status).toBe(400);
  });

  it('shows a viewer his own, and says nothing of another project’s', async () => {
    const { native, open } = await startSessions();
    const id = await open();
    for (const user of ['vera', 'eve'] as const) {
      expect((await native.get('/sessions', as(user))).body).toMatchObject({ total: 0 });
      const asked = [
        await native.get(`/sessions/${id}`, as(user)),
        await native.get(`/sessions/${id}/wait`, as(user)),
        await native.get(`/sessions/${id}/events`, as(user)),
        await native.get(`/sessions/${id}/statements`, as(user)),
        await native.get(`/sessions/${id}/statements/0`, as(user)),
        await native.get(`/sessions/${id}/closing`, as(user)),
        await native.post(`/sessions/${id}/close`, {}, as(user)),
        await native.post(`/sessions/${id}/statements`, { statements: ['SELECT 1'] }, as(user)),
      ];
      const unknown = await native.get(`/sessions/${unknownId}`);
      for (const { status, body } of asked) {
        const { detail } = body as Problem;
        expect({ status, detail: detail.replace(id, unknownId) }).toEqual({
          status: 404,
          detail: (unknown.body as Problem).detail,
        });
      }
    }
    expect((await native.get(`/sessions/${id}`)).body).toMatchObject({ status: 'open' });
  });
});

describe('POST /sessions/{id}/close', () => {
  it('says closed when its statements have ended and its context was seen to be gone', async () => {
    const { native, open, submit } = await startSessions();
    const id = await open();
    const working = native.core.stage.hold('work 1');
    const statements = await submit(id, 'SELECT 1', 'SELECT 2');
    await working.reached();
    const closed = await native.post(`/sessions/${id}/close`);
    expectShape(Closed, closed.body);
    expect(closed).toMatchObject({
      status: 200,
      body: {
        verdict: 'closed',
        session: { id, status: 'closed', close: { by: 'alice', reason: 'user' }, error: null },
        receipt: {
          session_id: id,
          ending: 'closed',
          rung: 'close',
          statements: { succeeded: 0, failed: 0, cancelled: 2, lost: 0 },
          checks: [
            { held: { kind: 'context', ref: id }, is_gone: true },
            {
              held: { kind: 'place', queue: 'default' },
              is_gone: true,
              read: '0 of 500 session places in use',
            },
          ],
        },
      },
    });
    expect(native.core.contexts.alive.size).toBe(0);
    for (const { id: jobId } of statements) {
      expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({
        status: 'cancelled',
        cancel: { reason: 'session_closed', by: 'alice' },
      });
    }
    const receipt = await native.get(`/sessions/${id}/closing`);
    expect(receipt.body).toEqual((closed.body as Closed).receipt);

    // A second close did not close it.
    native.core.clock.advance(1);
    expect(await native.post(`/sessions/${id}/close`, {})).toMatchObject({
      status: 409,
      body: { code: 'already_ended', session: { id, status: 'closed' } },
    });
  });

  it('says not confirmed when that takes longer than asked, and goes on', async () => {
    const context = Promise.withResolvers<void>();
    const { native, open, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'release asked' ? context.promise : undefined) },
    });
    const id = await open();
    expect((await native.get(`/sessions/${id}/closing`)).status).toBe(404);
    const late = await native.post(`/sessions/${id}/close`, { wait_ms: 0 });
    expectShape(CloseNotConfirmed, late.body);
    expect(late).toMatchObject({ status: 202, body: { session: { status: 'closing' } } });
    const wish = await native.get(`/sessions/${id}/closing`);
    expectShape(SessionReceipt, wish.body);
    expect(wish.body).toMatchObject({ by: 'alice', ending: null, phases: { released: null } });
    const answer = await native.post(`/sessions/${id}/statements`, { statements: ['SELECT 1'] });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'session_ended', session: { status: 'closing' } },
    });
    context.resolve();
    expect((await close(id)).status).toBe(200);
  });

  it('answers two at once alike, and takes no statement between them', async () => {
    const closing = Promise.withResolvers<void>();
    const { native, open, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const id = await open();
    const late = await native.post(`/sessions/${id}/close`, { wait_ms: 0 });
    expect(late.status).toBe(202);
    const two = [close(id), close(id)];
    const between = await native.post(`/sessions/${id}/statements`, { statements: ['SELECT 1'] });
    expect(between).toMatchObject({ status: 409, body: { code: 'session_ended' } });
    closing.resolve();
    for (const answer of await Promise.all(two)) {
      // One that came too late to wait is told that there was nothing left to close.
      const { status, body } = answer;
      const { verdict = null, code = null } = body as { verdict?: string; code?: string };
      expect([
        [200, 'closed', null],
        [409, null, 'already_ended'],
      ]).toContainEqual([status, verdict, code]);
    }
    expect(native.core.engine.born).toEqual([]);
  });

  it('ends a session that waits for a place, and it is never born (I5)', async () => {
    const { native, open, close } = await startSessions({ queue: { sessionPlaces: 1 } });
    const first = await open();
    const { id } = (await native.post('/sessions')).body as Session;
    const waited = await native.get(`/sessions/${id}/wait?timeout_ms=0`);
    expect(waited.body).toMatchObject({ status: 'waiting', opened_at: null });
    expect(await close(id)).toMatchObject({
      status: 200,
      body: { receipt: { rung: null, phases: { statements_ended: null, observed: null } } },
    });
    expect(native.core.contexts.made).toEqual([first]);
  });
});

describe('statements of a session', () => {
  it('are jobs, numbered in their order, each with its rows', async () => {
    const { native, open } = await startSessions({
      script: {
        answer: () => ({
          columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
          rowCount: 1,
          affectedRows: null,
          rows: { at: 'inline', lines: ['[7]'] },
        }),
      },
    });
    const id = await open();
    const made = await native.post(`/sessions/${id}/statements`, {
      statements: ['SELECT 1', 'SELECT 2'],
      tags: [{ key: 'team', value: 'lake' }],
    });
    expectShape(SubmittedStatements, made.body);
    const common = { kind: 'statement', session_id: id, tags: [{ key: 'team', value: 'lake' }] };
    expect(made).toMatchObject({
      status: 201,
      body: {
        statements: [
          { ...common, statement_number: 0, sql: 'SELECT 1' },
          { ...common, statement_number: 1, sql: 'SELECT 2' },
        ],
      },
    });
    expect((await native.get('/jobs?tag=team:lake')).body).toMatchObject({ total: 2 });
    const [, second] = (made.body as SubmittedStatements).statements;
    await native.core.ended(second?.id ?? '', projectId);
    expect((await native.get(`/jobs/${second?.id}/result`)).body).toMatchObject({ rows: [[7]] });

    const listed = await native.get(`/sessions/${id}/statements?limit=1`);
    expectShape(StatementList, listed.body);
    expect(listed.body).toMatchObject({
      statements: [{ statement_number: 0, status: 'succeeded' }],
      total: 2,
      next_offset: 1,
    });
    const newest = await native.get(`/sessions/${id}/statements?order=submitted_desc&limit=1`);
    expect(newest.body).toMatchObject({ statements: [{ statement_number: 1 }] });
    const failed = await native.get(`/sessions/${id}/statements?status=failed`);
    expect(failed.body).toMatchObject({ statements: [], total: 0 });
    expect((await native.get(`/sessions/${id}/statements/1`)).body).toMatchObject({
      id: second?.id,
      statement_number: 1,
    });
    expect(await native.get(`/sessions/${id}/statements/2`)).toMatchObject({
      status: 404,
      body: { detail: `The session ${id} has no statement 2.` },
    });
    expect((await native.get(`/sessions/${id}/statements/x`)).body).toMatchObject({
      field: 'number',
    });
  });

  it('are cancelled as jobs, one without the others, and the session stays', async () => {
    const { native, open, submit } = await startSessions();
    const id = await open();
    const working = native.core.stage.hold('work 1');
    const [running] = await submit(id, 'SELECT 1');
    const [waiting] = await submit(id, 'SELECT 2');
    const [last] = await submit(id, 'SELECT 3');
    await working.reached();
    for (const job of [waiting, running]) {
      expect(await native.post(`/jobs/${job?.id}/cancel`)).toMatchObject({
        status: 200,
        body: { verdict: 'cancelled', job: { session_id: id } },
      });
    }
    working.release();
    await native.core.ended(last?.id ?? '', projectId);
    expect(native.core.engine.born).toEqual([running?.id, last?.id]);
    expect((await native.get(`/sessions/${id}`)).body).toMatchObject({ status: 'open' });
  });

  it('are all refused where one is, and the answer says which', async () => {
    const { native, open } = await startSessions();
    const id = await open();
    const statements = ['SELECT 1', 'SELECT 2', 'SYNTAX ERROR'];
    expect(await native.post(`/sessions/${id}/statements`, { statements })).toMatchObject({
      status: 400,
      body: { code: 'syntax_error', field: 'statements[2]' },
    });
    expect((await native.get(`/sessions/${id}/statements`)).body).toMatchObject({ total: 0 });
  });

  it.each([
    [{}, 'statements', 'is missing'],
    [{ statements: [] }, 'statements', 'an array of 1 to 1000 statements'],
    [{ statements: 'SELECT 1' }, 'statements', 'an array of 1 to 1000 statements'],
    [{ statements: ['SELECT 1', ' '] }, 'statements[1]', 'not blank'],
    [{ statements: ['SELECT 1'], tags: [{ key: '' }] }, 'tags[0].value', 'is missing'],
    [{ statements: ['SELECT 1'], sql: 'SELECT 1' }, 'sql', 'is not known here'],
  ])('are refused as %j', async (order, field, complaint) => {
    const { native, open } = await startSessions();
    const id = await open();
    const answer = await native.post(`/sessions/${id}/statements`, order);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
    expect((answer.body as Problem).detail).toContain(complaint);
  });

  it('wait for a session that starts, and are refused by one that has ended', async () => {
    const opening = Promise.withResolvers<void>();
    const { native, close, submit } = await startSessions({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    const { id } = (await native.post('/sessions')).body as Session;
    const [early] = await submit(id, 'SELECT 1');
    expect(early).toMatchObject({ status: 'queued' });
    opening.resolve();
    const jobId = early?.id ?? '';
    await native.core.ended(jobId, projectId);
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({ status: 'succeeded' });
    await close(id);
    const late = await native.post(`/sessions/${id}/statements`, { statements: ['SELECT 1'] });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'session_ended', session: { id, status: 'closed' } },
    });
    expect(native.core.engine.born).toEqual([jobId]);
  });

  it('have a key where one comes alone, which stands for one statement (I12)', async () => {
    const { native, open, close } = await startSessions({ quotas: { session_statements: 2 } });
    const [id, other] = [await open(), await open()];
    const post = (session: string, body: object, headers = {}) =>
      native.post(`/sessions/${session}/statements`, body, headers);
    const order = { statements: ['SELECT 1'], key: 'mine' };
    const first = await post(id, order);
    expect(first.status).toBe(201);
    const [made] = (first.body as SubmittedStatements).statements;
    expect(made).toMatchObject({ key: 'mine', statement_number: 0 });
    const again = await post(id, { statements: ['SELECT 1'] }, { 'idempotency-key': 'mine' });
    expect(again).toMatchObject({ status: 200, body: { statements: [{ id: made?.id }] } });
    expect((await native.get('/jobs/by-key/mine')).body).toMatchObject({ id: made?.id });
    for (const [session, statement] of [
      [id, 'SELECT 2'],
      [other, 'SELECT 1'],
    ] as const) {
      expect(await post(session, { statements: [statement], key: 'mine' })).toMatchObject({
        status: 409,
        body: { code: 'key_taken', job_id: made?.id },
      });
    }
    const both = { statements: ['SELECT 1', 'SELECT 2'], key: 'both' };
    expect(await post(id, both)).toMatchObject({ status: 400, body: { field: 'key' } });

    // Its cancel came first: it is born cancelled.
    await native.core.ended(made?.id ?? '', projectId);
    const working = native.core.stage.hold('work 1');
    await native.post('/jobs/by-key/late/cancel');
    const born = await post(id, { statements: ['SELECT 3'], key: 'late' });
    expect(born).toMatchObject({ status: 201, body: { statements: [{ status: 'cancelled' }] } });
    // No limit holds for what is there already.
    const full = await post(id, { statements: ['SELECT 4'], key: 'more' });
    expect(full).toMatchObject({ status: 429, body: { quota: 'session_statements' } });
    expect((await post(id, order)).status).toBe(200);
    await post(other, { statements: ['SELECT 5'], key: 'running' });
    await working.reached();
    expect(await native.post('/jobs/by-key/running/cancel')).toMatchObject({
      status: 200,
      body: { verdict: 'cancelled', job: { session_id: other } },
    });
    working.release();
    // Nor does it matter that the session is closed by now.
    expect((await close(id)).status).toBe(200);
    expect(await post(id, order)).toMatchObject({
      status: 200,
      body: { statements: [{ id: made?.id }] },
    });
    expect((await post(id, { statements: ['SELECT 6'], key: 'new' })).status).toBe(409);
    expect(native.core.engine.born).toHaveLength(2);
  });

  it('are refused above a quota that the answer names', async () => {
    const { native, open, submit } = await startSessions({
      quotas: { sessions: 2, queued_statements: 3, session_statements: 5 },
    });
    const id = await open();
    const working = native.core.stage.hold('work 1');
    await submit(id, 'SELECT 1');
    await working.reached();
    const waiting = await submit(id, 'SELECT 2', 'SELECT 3', 'SELECT 4');
    const one = { statements: ['SELECT 5'] };
    const answer = await native.post(`/sessions/${id}/statements`, one);
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: 'queued_statements', limit: 3, used: 3 },
    });
    expect(answer.text).toContain('3 of 3 statements wait in the session');
    expect(answer.headers.get('retry-after')).toBe('5');

    // Waiting makes no room for these: a new session does.
    await native.post(`/jobs/${waiting[2]?.id}/cancel`);
    await submit(id, 'SELECT 5');
    await native.post(`/jobs/${waiting[1]?.id}/cancel`);
    const last = await native.post(`/sessions/${id}/statements`, one);
    expect(last).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: 'session_statements', limit: 5, used: 5 },
    });
    expect(last.headers.get('retry-after')).toBeNull();

    await open();
    const third = await native.post('/sessions');
    expect(third).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: 'sessions', limit: 2, used: 2 },
    });
    expect(third.text).toContain('2 of 2 sessions have not ended');
    expect(third.headers.get('retry-after')).toBe('30');
  });
});

async function startSessions(options: CoreOptions = {}) {
  const native = await startNative(options);
  return {
    native,
    open: async (order: object = {}): Promise<string> => {
      const { id } = (await native.post('/sessions', order)).body as Session;
      const { body } = await native.get(`/sessions/${id}/wait`);
      expect(body).toMatchObject({ status: 'open' });
      return id;
    },
    close: (id: string) => native.post(`/sessions/${id}/close`),
    submit: async (id: string, ...statements: string[]): Promise<readonly Job[]> => {
      const answer = await native.post(`/sessions/${id}/statements`, { statements });
      if (answer.status !== 201) throw new Error(answer.text);
      return (answer.body as SubmittedStatements).statements;
    },
  };
}

function expectShape(schema: TSchema, body: unknown): void {
  expect([...Value.Errors(schema, body)]).toEqual([]);
}
