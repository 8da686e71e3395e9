import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, startLivy } from './start-livy.ts';

describe('POST /sessions', () => {
  it('makes a session and answers 201 with where it is', async () => {
    const livy = await startLivy();
    const answer = await livy.post('/sessions', { kind: 'sql', name: 'etl', ttl: '10m' });
    const session = await livy.sessionOf((answer.body as { id: number }).id);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/livy/sessions/${session.number}`);
    expect(answer.body).toMatchObject({
      id: session.number,
      name: 'etl',
      appId: session.id,
      owner: 'alice',
      proxyUser: null,
      state: expect.stringMatching(/^(not_started|starting|idle)$/),
      kind: 'sql',
      appInfo: { driverLogUrl: null, sparkUiUrl: null },
      log: expect.any(Array),
      ttl: '600s',
    });
    expect(session.request.idleTimeoutMs).toBe(600_000);
  });

  it('takes an empty body, and one that is full of null', async () => {
    const livy = await startLivy();
    expect((await livy.call('POST', '/sessions')).status).toBe(201);
    const nulls = { kind: null, proxyUser: null, queue: null, name: null, conf: null, ttl: null };
    expect((await livy.post('/sessions', nulls)).status).toBe(201);
  });

  it('takes what clients send for Spark, and keeps the settings', async () => {
    const livy = await startLivy();
    const id = await livy.create({
      kind: 'sql',
      driverMemory: '2G',
      executorCores: 2,
      jars: ['a.jar'],
      conf: { 'spark.sql.shuffle.partitions': '4' },
      ttl: '60s',
    });
    const { request } = await livy.sessionOf(id);
    expect(request.idleTimeoutMs).toBe(60_000);
    expect((await livy.get(`/sessions/${id}`)).body).toMatchObject({
      conf: { 'spark.sql.shuffle.partitions': '4' },
      driverMemory: null,
    });
  });

  it('closes a session whose client is silent for its heartbeat, whatever runs in it (case 17)', async () => {
    const livy = await startLivy();
    const id = await livy.open({ heartbeatTimeoutInSecond: 60 });
    const working = livy.core.stage.hold('work 1');
    const statement = await livy.submit(id);
    await working.reached();
    for (let beat = 0; beat < 4; beat++) {
      for (let second = 0; second < 40; second++) {
        livy.core.clock.advance(1_000);
        await livy.core.quiet();
      }
      // Any call that names the session is a sign of life.
      expect((await livy.get(`/sessions/${id}/statements/${statement}`)).status).toBe(200);
    }
    expect((await livy.sessionOf(id)).state.status).toBe('open');
    const { id: jobId } = await livy.jobOf(id, statement);
    await livy.core.clock.runUntil(livy.core.ended(jobId, projectId));
    expect((await livy.core.read(jobId, projectId)).state).toMatchObject({
      ending: { how: 'cancelled' },
    });
    await livy.until(id, 'ended');
    expect((await livy.sessionOf(id)).state).toMatchObject({
      ending: { how: 'closed' },
      intent: { reason: 'client_lost' },
    });
  });

  it('shows the heartbeat that a session has: 0 without one, and at most a day', async () => {
    const livy = await startLivy();
    const heartbeats = [
      [{}, 0],
      [{ heartbeatTimeoutInSecond: 60 }, 60],
      [{ heartbeatTimeoutInSecond: 200_000 }, 86_400],
    ] as const;
    for (const [order, heartbeatTimeoutInSecond] of heartbeats) {
      const made = await livy.post('/sessions', order);
      expect(made.body).toMatchObject({ heartbeatTimeoutInSecond });
      const { id } = made.body as { id: number };
      expect((await livy.get(`/sessions/${id}`)).body).toMatchObject({ heartbeatTimeoutInSecond });
    }
    expect((await livy.get('/sessions')).body).toMatchObject({
      sessions: heartbeats.map(([, heartbeatTimeoutInSecond]) => ({ heartbeatTimeoutInSecond })),
    });
  });

  it('refuses a name that is in use, and takes it again when that session is gone', async () => {
    const livy = await startLivy();
    const id = await livy.open({ name: 'etl' });
    const answer = await livy.post('/sessions', { name: 'etl' });
    expect(answer).toMatchObject({ status: 400, body: { msg: expect.stringContaining('etl') } });
    await livy.call('DELETE', `/sessions/${id}`);
    expect((await livy.post('/sessions', { name: 'etl' })).status).toBe(201);
  });

  it('makes one session of a wish that is sent again with its Idempotency-Key', async () => {
    const livy = await startLivy();
    const order = { kind: 'sql', name: 'etl' };
    const key = { 'idempotency-key': 'wish-1' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => livy.call('POST', '/sessions', order, key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => (body as { id: number }).id)).size).toBe(1);

    const other = await livy.call('POST', '/sessions', { kind: 'sql', name: 'other' }, key);
    expect(other).toMatchObject({ status: 400, body: { msg: expect.stringContaining('wish-1') } });
    const [id] = answers.map(({ body }) => (body as { id: number }).id);
    await livy.call('DELETE', `/sessions/${id}`);
    expect(await livy.call('POST', '/sessions', order, key)).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining('has been deleted') },
    });
  });

  it.each(['spark', 'pyspark', 'sparkr', 'shared', 'cobol'])(
    'refuses the kind %s, naming the queue, its engine and what to do',
    async (kind) => {
      const livy = await startLivy();
      const answer = await livy.post('/sessions', { kind });
      expect(answer.status).toBe(400);
      expect((answer.body as { msg: string }).msg).toBe(
        `The queue default runs scripted, which does not speak the kind ${kind}. ` +
          'Ask for the kind sql, or name another queue in "queue".',
      );
    },
  );

  it('lets nobody act as another', async () => {
    const livy = await startLivy();
    expect((await livy.post('/sessions', { proxyUser: 'vera' })).status).toBe(403);
    expect((await livy.post('/sessions?doAs=vera', {})).status).toBe(403);
    expect((await livy.post('/sessions', { proxyUser: 'alice' })).status).toBe(201);
  });

  it.each([
    ['[]', 'JSON object'],
    ['{', 'not JSON'],
    [{ kind: 7 }, 'kind'],
    [{ name: 'x'.repeat(257) }, 'name'],
    [{ ttl: 'soon' }, 'ttl'],
    [{ ttl: '0s' }, 'ttl'],
    [{ conf: [] }, 'conf'],
    [{ conf: { a: 'x'.repeat(70_000) } }, 'conf'],
    [{ heartbeatTimeoutInSecond: -1 }, 'heartbeatTimeoutInSecond'],
    [{ queue: 'none' }, 'no queue named none'],
    [{ queue: '../x' }, 'queue'],
  ])('refuses %j and makes nothing', async (body, complaint) => {
    const livy = await startLivy();
    const answer = await livy.post('/sessions', body);
    expect(answer).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining(complaint) },
    });
    expect((await livy.get('/sessions')).body).toMatchObject({ total: 0 });
  });
});

describe('GET /sessions', () => {
  it('pages through those that have not ended', async () => {
    const livy = await startLivy();
    const ids = [await livy.open(), await livy.open(), await livy.open()];
    await livy.call('DELETE', `/sessions/${ids[0]}`);
    const all = (await livy.get('/sessions')).body as { sessions: { id: number }[] };
    expect(all).toMatchObject({ from: 0, total: 2 });
    expect(all.sessions.map(({ id }) => id)).toEqual(ids.slice(1));
    const second = await livy.get('/sessions?from=1&size=1');
    expect(second.body).toMatchObject({ from: 1, total: 2, sessions: [{ id: ids[2] }] });
    expect((await livy.get('/sessions?from=9')).body).toMatchObject({ total: 2, sessions: [] });
    expect((await livy.get('/sessions?from=x')).status).toBe(400);
  });

  it('is about the own project, and for a viewer about his own', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    for (const user of ['eve', 'vera'] as const) {
      const list = await livy.call('GET', '/sessions', undefined, as(user));
      expect(list.body).toMatchObject({ total: 0, sessions: [] });
      const one = await livy.call('GET', `/sessions/${id}`, undefined, as(user));
      expect(one).toMatchObject({ status: 404, body: { msg: `Session '${id}' not found.` } });
    }
    const msg = 'The path of the request is not percent-encoded UTF-8.';
    expect(await livy.get('/sessions/%FF')).toMatchObject({ status: 400, body: { msg } });
  });
});

describe('GET /sessions/{id}', () => {
  it('says by its words where the session is', async () => {
    const livy = await startLivy({ queue: { sessionPlaces: 1 } });
    const id = await livy.open();
    const state = async (of: number) =>
      ((await livy.get(`/sessions/${of}/state`)).body as { state: string }).state;
    expect((await livy.get(`/sessions/${id}/state`)).body).toEqual({ id, state: 'idle' });
    const held = livy.core.stage.hold('work 1');
    const statement = await livy.submit(id);
    await held.reached();
    expect(await state(id)).toBe('busy');
    expect((await livy.get('/sessions')).body).toMatchObject({ sessions: [{ state: 'busy' }] });
    const waiting = await livy.create();
    expect(await state(waiting)).toBe('not_started');
    held.release();
    await livy.core.ended((await livy.jobOf(id, statement)).id, projectId);
    expect(await state(id)).toBe('idle');
  });

  it('still shows one that failed or was lost, and why', async () => {
    const livy = await startLivy({
      sessionScript: {
        refuses: ({ request }) =>
          request.name === 'bad' ? { code: 'engine', message: 'no room' } : null,
      },
    });
    const bad = await livy.create({ name: 'bad' });
    await livy.until(bad, 'ended');
    expect((await livy.get(`/sessions/${bad}`)).body).toMatchObject({
      state: 'error',
      log: expect.arrayContaining([expect.stringContaining('no room')]),
    });
    const lost = await livy.open();
    livy.core.contexts.perish((await livy.sessionOf(lost)).id);
    await livy.until(lost, 'ended');
    expect((await livy.get(`/sessions/${lost}/state`)).body).toMatchObject({ state: 'dead' });
    const late = await livy.post(`/sessions/${lost}/statements`, { code: 'SELECT 1' });
    expect(late).toMatchObject({ status: 400, body: { msg: expect.stringContaining('dead') } });
  });

  it.each(['7', '-1', 'abc', '99999999999999999999', '1e3', '%2e%2e'])(
    'does not find %s',
    async (id) => {
      const livy = await startLivy();
      for (const path of ['', '/state', '/log', '/statements', '/statements/0']) {
        expect((await livy.get(`/sessions/${id}${path}`)).status).toBe(404);
      }
      for (const path of ['/interrupt', '/statements/0/cancel']) {
        expect((await livy.post(`/sessions/${id}${path}`)).status).toBe(404);
      }
      expect((await livy.call('DELETE', `/sessions/${id}`)).status).toBe(404);
    },
  );
});

describe('DELETE /sessions/{id}', () => {
  it('says deleted when all is back, and the session is gone then', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const held = livy.core.stage.hold('work 1');
    await livy.submit(id);
    await livy.submit(id);
    await held.reached();
    const [one, other] = await Promise.all([
      livy.call('DELETE', `/sessions/${id}`),
      livy.call('DELETE', `/sessions/${id}`),
    ]);
    expect([one.body, other.body]).toEqual([{ msg: 'deleted' }, { msg: 'deleted' }]);
    expect(livy.core.contexts.alive.size).toBe(0);
    expect(livy.core.engine.alive.size).toBe(0);
    for (const path of ['', '/state', '/log', '/statements', '/statements/0']) {
      expect((await livy.get(`/sessions/${id}${path}`)).status).toBe(404);
    }
    livy.core.clock.advance(1);
    expect((await livy.call('DELETE', `/sessions/${id}`)).status).toBe(404);
    expect((await livy.post(`/sessions/${id}/statements`, { code: 'SELECT 1' })).status).toBe(404);
  });

  it('deletes one that is shown as error or dead, once, and says how it truly ended', async () => {
    const livy = await startLivy({
      sessionScript: {
        refuses: ({ request }) =>
          request.name === 'bad' ? { code: 'engine', message: 'no room' } : null,
      },
    });
    const bad = await livy.create({ name: 'bad' });
    const lost = await livy.open();
    livy.core.contexts.perish((await livy.sessionOf(lost)).id);
    for (const [id, state, ending] of [
      [bad, 'error', 'failed'],
      [lost, 'dead', 'lost'],
    ] as const) {
      await livy.until(id, 'ended');
      expect((await livy.get(`/sessions/${id}/state`)).body).toMatchObject({ state });
      const viewer = await livy.call('DELETE', `/sessions/${id}`, undefined, as('vera'));
      expect(viewer.status).toBe(404);
      const both = await Promise.all([
        livy.call('DELETE', `/sessions/${id}`),
        livy.call('DELETE', `/sessions/${id}`),
      ]);
      expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
        200, 404,
      ]);
      const deleted = both.find(({ status }) => status === 200);
      expect(deleted?.body).toEqual({ msg: 'deleted' });
      expect(deleted?.headers.get('x-sluice-ending')).toBe(ending);
      for (const path of ['', '/state', '/log', '/statements', '/statements/0']) {
        expect((await livy.get(`/sessions/${id}${path}`)).status).toBe(404);
      }
      expect(await livy.call('DELETE', `/sessions/${id}`)).toMatchObject({
        status: 404,
        body: { msg: `Session '${id}' not found.` },
      });
      const late = await livy.post(`/sessions/${id}/statements`, { code: 'SELECT 1' });
      expect(late.status).toBe(404);
      // Its record stays, and its ending is what it was.
      expect((await livy.sessionOf(id)).state).toMatchObject({ ending: { how: ending } });
    }
  });

  it('says that it goes on when the end was not seen in time', async () => {
    const closing = Promise.withResolvers<void>();
    const livy = await startLivy({
      cancelTimeoutMs: 1_000,
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const id = await livy.open();
    const deleting = livy.call('DELETE', `/sessions/${id}`);
    await livy.until(id, 'closing');
    expect((await livy.get(`/sessions/${id}/state`)).body).toMatchObject({
      state: 'shutting_down',
    });
    expect((await livy.post(`/sessions/${id}/statements`, { code: 'SELECT 1' })).status).toBe(400);
    const answer = await livy.core.clock.runUntil(deleting);
    expect(answer).toMatchObject({
      status: 504,
      body: { msg: expect.stringContaining('goes on') },
    });
    closing.resolve();
    const again = await livy.core.clock.runUntil(livy.call('DELETE', `/sessions/${id}`));
    expect([200, 404]).toContain(again.status);
  });
});

describe('GET /sessions/{id}/log', () => {
  it('tells what happened to the session, by the page', async () => {
    const livy = await startLivy();
    const id = await livy.open();
    const log = (await livy.get(`/sessions/${id}/log`)).body as { log: string[] };
    expect(log).toMatchObject({ id, from: 0, total: 3 });
    expect(log.log[2]).toContain('is open');
    const page = async (query: string) => (await livy.get(`/sessions/${id}/log?${query}`)).body;
    expect(await page('from=1&size=1')).toMatchObject({ from: 1, total: 3, log: [log.log[1]] });
    expect(await page('size=2')).toMatchObject({ from: 1, log: log.log.slice(1) });
    expect(await page('from=-1&size=-1')).toMatchObject({ from: 0, log: log.log });
    expect(await page('from=3')).toMatchObject({ from: 3, total: 3, log: [] });
  });
});

describe('what stands around the sessions', () => {
  it('tells its version to everybody', async () => {
    const livy = await startLivy();
    const answer = await fetch(`${livy.origin}/livy/version`);
    expect(answer.status).toBe(200);
    const version = (await answer.json()) as Record<string, string>;
    expect(Object.keys(version).sort()).toEqual(
      ['branch', 'date', 'revision', 'url', 'user', 'version'].sort(),
    );
    expect(version['version']).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('answers in its own words where there is nothing, and where nobody is known', async () => {
    for (const prefix of ['/livy', ''] as const) {
      const livy = await startLivy({ prefix });
      expect((await livy.call('PATCH', '/sessions/1')).status).toBe(404);
      const nobody = await livy.call('GET', '/sessions', undefined, { authorization: '' });
      expect(nobody.status).toBe(401);
      const kerberos = { authorization: 'Negotiate YII=' };
      expect(await livy.call('GET', '/sessions', undefined, kerberos)).toMatchObject({
        status: 401,
        body: { msg: expect.stringContaining('Kerberos') },
      });
    }
  });

  it('stands at the root of a port, and its Location too', async () => {
    const livy = await startLivy({ prefix: '' });
    const answer = await livy.post('/sessions', {});
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^\/sessions\/\d+$/);
    expect((await livy.get(location)).status).toBe(200);
  });

  it('demands X-Requested-By of all but reads, where a setting says so', async () => {
    const livy = await startLivy({ demandsRequestedBy: true });
    const answer = await livy.post('/sessions', {});
    expect(answer).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining('X-Requested-By') },
    });
    expect((await livy.get('/sessions')).body).toMatchObject({ total: 0 });
    const named = await livy.call('POST', '/sessions', {}, { 'x-requested-by': 'admin' });
    expect(named.status).toBe(201);
  });
});
