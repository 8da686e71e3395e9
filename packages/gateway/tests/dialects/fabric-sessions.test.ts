import { describe, expect, it } from 'vitest';
import { projectId } from '../access/personas.ts';
import { soon } from '../support/soon.ts';
import { cancelTimeoutMs, sessionOrder, startFabric, syncWaitMs } from './start-fabric.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

describe('POST sessions', () => {
  it('answers when the session is RUNNING', async () => {
    const { call, endpointId } = await startFabric();
    const answer = await call('POST', 'sessions', sessionOrder(endpointId));
    expect(answer).toMatchObject({ status: 200, body: { session_id: uuid, status: 'RUNNING' } });
    expect(answer.headers['x-request-id']).toBeDefined();
  });

  it('answers at once with wait_timeout, as a number or as text', async () => {
    const opening = Promise.withResolvers<void>();
    const { core, call, endpointId } = await startFabric({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    for (const wait_timeout of [300, '7200']) {
      const order = { ...sessionOrder(endpointId), wait_timeout };
      const { status, body } = await call('POST', 'sessions', order);
      const { session_id, status: word } = body as { session_id: string; status: string };
      expect({ status, word }).toEqual({ status: 200, word: 'WAITING' });
      await soon(
        'the start',
        core.actions.awaitSession(
          projectId,
          session_id,
          60_000,
          ({ state }) => state.status === 'starting',
        ),
      );
      expect((await call('GET', `sessions/${session_id}`)).body).toEqual({
        session_id,
        status: 'CREATING',
      });
    }
    opening.resolve();
  });

  it('ends a session that waited for too long: FAIL', async () => {
    const { core, call, open, endpointId } = await startFabric({ queue: { sessionPlaces: 1 } });
    await open();
    const order = { ...sessionOrder(endpointId), wait_timeout: 300 };
    const { body } = await call('POST', 'sessions', order);
    const { session_id } = body as { session_id: string };
    core.clock.advance(300_001);
    await core.clock.runUntil(
      core.actions.awaitSession(
        projectId,
        session_id,
        60_000,
        ({ state }) => state.status === 'ended',
      ),
    );
    expect((await call('GET', `sessions/${session_id}`)).body).toEqual({
      session_id,
      status: 'FAIL',
    });
  });

  it('closes a session again that was not open in time, and says 408', async () => {
    const { core, call, open, endpointId } = await startFabric({ queue: { sessionPlaces: 1 } });
    await open();
    const asked = call('POST', 'sessions', sessionOrder(endpointId));
    await core.clock.asleepFor(1_000);
    const answer = await core.clock.runUntil(asked);
    expect(answer).toMatchObject({ status: 408, body: { error_code: 'common.00000408' } });
    expect(core.clock.steady()).toBeGreaterThanOrEqual(syncWaitMs);
    const { body } = await call('GET', 'sessions?status=WAITING');
    expect(body).toEqual({ sessions: [], total: 0 });
    expect(core.contexts.made.length).toBe(1);
  });

  it('says why a session could not be opened', async () => {
    const { call, endpointId } = await startFabric({
      sessionScript: { refuses: () => ({ code: 'engine', message: 'No room for a host.' }) },
    });
    expect(await call('POST', 'sessions', sessionOrder(endpointId))).toMatchObject({
      status: 400,
      body: {
        error_code: 'dataartsfabric.00020002',
        error_msg: 'The session could not be opened. No room for a host.',
      },
    });
  });

  it('knows no endpoint of another id', async () => {
    const { call } = await startFabric();
    expect(await call('POST', 'sessions', sessionOrder(unknownId))).toMatchObject({
      status: 404,
      body: { error_code: 'common.01000001' },
    });
  });
});

describe('GET sessions', () => {
  it('lists and filters, the newest first', async () => {
    const { core, call, open, endpointId } = await startFabric();
    const first = await open();
    core.clock.advance(60_000);
    const second = await open();
    expect((await call('DELETE', `sessions/${first}`)).status).toBe(200);
    const at = core.clock.now();
    const info = { id: endpointId, name: 'default', type: 'sql' };
    expect((await call('GET', 'sessions')).body).toEqual({
      total: 2,
      sessions: [
        {
          session_id: second,
          status: 'RUNNING',
          create_time: new Date(at).toISOString(),
          endpoint_info: info,
        },
        {
          session_id: first,
          status: 'CLOSED',
          create_time: new Date(at - 60_000).toISOString(),
          endpoint_info: info,
        },
      ],
    });
    const ids = async (query: string) => {
      const { body } = await call('GET', `sessions?${query}`);
      return (body as { sessions: { session_id: string }[] }).sessions.map((one) => one.session_id);
    };
    expect(await ids('status=CLOSED')).toEqual([first]);
    expect(await ids('status=RUNNING')).toEqual([second]);
    expect(await ids('status=FAIL')).toEqual([]);
    expect(await ids(`session_id=${first}`)).toEqual([first]);
    expect(await ids(`endpoint_id=${endpointId}`)).toEqual([second, first]);
    expect(await ids(`endpoint_id=${unknownId}`)).toEqual([]);
    expect(await ids('limit=1&offset=1')).toEqual([first]);
    const between = at / 1_000 - 30;
    expect(await ids(`start_time=${between}`)).toEqual([second]);
    expect(await ids(`end_time=${between * 1_000}`)).toEqual([first]);
  });
});

describe('DELETE sessions/{session_id}', () => {
  it('answers empty when all is back, and again', async () => {
    const { core, call, open } = await startFabric();
    const sessionId = await open();
    const closed = await call('DELETE', `sessions/${sessionId}`);
    expect(closed).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
    expect(closed.headers['x-sluice-ending']).toBeUndefined();
    expect(core.contexts.alive.size).toBe(0);
    core.clock.advance(1);
    expect(await call('DELETE', `sessions/${sessionId}`)).toMatchObject({
      status: 200,
      text: '',
      headers: { 'x-sluice-ending': 'closed' },
    });
    expect((await call('GET', `sessions/${sessionId}`)).body).toEqual({
      session_id: sessionId,
      status: 'CLOSED',
    });
  });

  it('says nothing of an earlier ending to those who close it at once', async () => {
    const closing = Promise.withResolvers<void>();
    const { core, call, open } = await startFabric({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const sessionId = await open();
    const closes = [1, 2, 3].map(() => call('DELETE', `sessions/${sessionId}`));
    await core.quiet();
    closing.resolve();
    for (const answer of await Promise.all(closes)) {
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect(answer.headers['x-sluice-ending']).toBeUndefined();
    }
  });

  it('stops what runs and what waits', async () => {
    const { core, call, open, submit } = await startFabric();
    const sessionId = await open();
    const held = core.stage.hold('work 1');
    await submit(sessionId, 'SELECT 1');
    await submit(sessionId, 'SELECT 2; SELECT 3');
    await held.reached();
    expect((await call('DELETE', `sessions/${sessionId}`)).status).toBe(200);
    expect(core.engine.alive.size).toBe(0);
    const { body } = await call('GET', `sessions/${sessionId}/statements`);
    const { records, total } = body as { records: { status: string }[]; total: number };
    expect(total).toBe(3);
    expect(records.map(({ status }) => status)).toEqual(['CANCELED', 'CANCELED', 'CANCELED']);
  });

  it('closes one that waits for a place: nothing is born', async () => {
    const { core, call, open, endpointId } = await startFabric({ queue: { sessionPlaces: 1 } });
    await open();
    const order = { ...sessionOrder(endpointId), wait_timeout: 300 };
    const { body } = await call('POST', 'sessions', order);
    const { session_id } = body as { session_id: string };
    expect((await call('DELETE', `sessions/${session_id}`)).status).toBe(200);
    expect(core.contexts.made.length).toBe(1);
  });

  it('closes one that starts: it is born never, and CLOSED is said when that is seen', async () => {
    const opening = Promise.withResolvers<void>();
    const { core, call, endpointId } = await startFabric({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    const order = { ...sessionOrder(endpointId), wait_timeout: 300 };
    const { session_id } = (await call('POST', 'sessions', order)).body as { session_id: string };
    const is = (status: string) =>
      core.actions.awaitSession(
        projectId,
        session_id,
        60_000,
        ({ state }) => state.status === status,
      );
    await soon('the start', is('starting'));
    const closing = call('DELETE', `sessions/${session_id}`);
    await soon('the close', is('closing'));
    expect((await call('GET', `sessions/${session_id}`)).body).toMatchObject({
      status: 'CREATING',
    });
    opening.resolve();
    expect((await closing).status).toBe(200);
    expect(core.contexts.made).toEqual([]);
  });

  it('says 408 when the end was not seen in time, and goes on', async () => {
    const closing = Promise.withResolvers<void>();
    const { core, call, open } = await startFabric({
      sessionScript: { at: (point) => (point.startsWith('close') ? closing.promise : undefined) },
    });
    const sessionId = await open();
    const asked = call('DELETE', `sessions/${sessionId}`);
    await core.clock.asleepFor(1_000);
    core.clock.advance(cancelTimeoutMs);
    expect(await core.clock.runUntil(asked)).toMatchObject({
      status: 408,
      body: { error_code: 'common.00000408' },
    });
    expect((await call('GET', `sessions/${sessionId}`)).body).toMatchObject({ status: 'RUNNING' });
    closing.resolve();
    expect((await core.clock.runUntil(call('DELETE', `sessions/${sessionId}`))).status).toBe(200);
  });

  it('takes two closes at once, with a statement between', async () => {
    const { call, open } = await startFabric();
    const sessionId = await open();
    const order = { session_id: sessionId, statement: 'SELECT 1' };
    const [first, between, second] = await Promise.all([
      call('DELETE', `sessions/${sessionId}`),
      call('POST', 'sessions/statements', order),
      call('DELETE', `sessions/${sessionId}`),
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([200, 400]).toContain(between.status);
    const { body } = await call('GET', `sessions/${sessionId}/statements`);
    for (const { status } of (body as { records: { status: string }[] }).records) {
      expect(['CANCELED', 'SUCCESSFUL']).toContain(status);
    }
  });

  it('says FAIL of a session that was lost, and closes it all the same', async () => {
    const { core, call, open } = await startFabric();
    const sessionId = await open();
    core.contexts.perish(sessionId);
    await soon(
      'the end',
      core.actions.awaitSession(
        projectId,
        sessionId,
        60_000,
        ({ state }) => state.status === 'ended',
      ),
    );
    expect((await call('GET', `sessions/${sessionId}`)).body).toMatchObject({ status: 'FAIL' });
    expect(await call('DELETE', `sessions/${sessionId}`)).toMatchObject({
      status: 200,
      headers: { 'x-sluice-ending': 'lost' },
    });
  });
});

describe('workspaces and endpoints', () => {
  it('are one for each project, and its queues', async () => {
    const { call, core, endpointId } = await startFabric();
    expect((await call('GET', '/v1/workspaces')).body).toEqual({
      total: 1,
      workspaces: [
        {
          id: projectId,
          name: 'lake-0123',
          description: '',
          create_domain_name: 'sluice',
          access_url: expect.stringMatching(
            new RegExp(`^http://[^/]+/v1/workspaces/${projectId}$`),
          ) as string,
          enterprise_project_id: '0',
        },
      ],
    });
    for (const [query, total] of [
      ['name=nosuch', 0],
      [`id=${unknownId}`, 0],
      ['enterprise_project_id=7', 0],
      ['enterprise_project_id=0', 1],
      ['enterprise_project_id=all_granted_eps', 1],
    ] as const) {
      const { body } = await call('GET', `/v1/workspaces?${query}`);
      expect({ query, body }).toMatchObject({ body: { total } });
    }
    const endpoint = {
      id: endpointId,
      name: 'default',
      type: 'sql',
      status: 'RUNNING',
      visibility: 'PUBLIC',
    };
    expect((await call('GET', 'endpoints?type=sql')).body).toMatchObject({
      total: 1,
      endpoints: [endpoint],
    });
    // When it was changed is not kept.
    const notes = { description: 'for the nights' };
    await core.stores.queues.update(endpointId, { slots: 3, notes });
    const changed = (await call('GET', `endpoints/${endpointId}`)).body;
    expect(changed).toMatchObject({ ...endpoint, ...notes, create_time: expect.any(String) });
    expect(changed).not.toHaveProperty('update_time');
    expect((await call('GET', 'endpoints?type=ray')).body).toMatchObject({ total: 0 });
    expect((await call('GET', 'endpoints?model_id=7')).body).toMatchObject({ total: 0 });
    expect((await call('GET', `endpoints/${endpointId}`)).body).toMatchObject(endpoint);
    const versions = `endpoints/${endpointId}?version`;
    expect((await call('GET', `${versions}=CURRENT`)).body).toMatchObject(endpoint);
    expect((await call('GET', `${versions}=PREVIOUS`)).status).toBe(404);
    expect((await call('GET', `endpoints/${unknownId}`)).status).toBe(404);
    expect(await call('POST', 'endpoints', {})).toMatchObject({
      status: 400,
      body: { error_code: 'dataartsfabric.00020006' },
    });
  });

  it('of another project are not there', async () => {
    const { call, open } = await startFabric();
    const sessionId = await open();
    for (const [method, path] of [
      ['GET', 'sessions'],
      ['GET', 'endpoints'],
      ['GET', `sessions/${sessionId}`],
      ['DELETE', `sessions/${sessionId}`],
      ['GET', 'statement-records'],
    ] as const) {
      expect(await call(method, path, undefined, 'stranger')).toMatchObject({
        status: 404,
        body: { error_code: 'common.01000001' },
      });
    }
    // In his own workspace it is not there either.
    const own = `/v1/workspaces/${'fedcba9876543210'.repeat(2)}/sessions`;
    expect((await call('GET', own, undefined, 'stranger')).body).toEqual({
      sessions: [],
      total: 0,
    });
    expect((await call('DELETE', `${own}/${sessionId}`, undefined, 'stranger')).status).toBe(404);
  });
});
