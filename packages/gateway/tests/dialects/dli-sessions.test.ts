import { describe, expect, it } from 'vitest';
import { soon } from '../support/soon.ts';
import { cancelTimeoutMs, tokens } from './call-dli.ts';
import { projectId } from './start-dli.ts';
import { type DliSessions, startDliSessions } from './start-dli-sessions.ts';

const deleted = '{"msg":"deleted"}';
/** Whatever had ended it: as DLI has it, a session is deleted once. */
async function deletedOnce(dli: DliSessions, id: string): Promise<void> {
  dli.core.clock.advance(1);
  expect(await dli.call('DELETE', `sessions/${id}`)).toMatchObject({ status: 200, text: deleted });
  dli.core.clock.advance(1);
  expect(await dli.call('DELETE', `sessions/${id}`)).toMatchObject({
    status: 404,
    body: { error_code: 'DLI.0023', error_msg: `The session ${id} is deleted already` },
  });
  expect(await dli.state(id)).toBe('dead');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const unknownId = '00000000-0000-4000-8000-000000000000';

describe('POST sessions', () => {
  it('answers with the session, which waits for its place', async () => {
    const dli = await startDliSessions();
    const answer = await dli.call('POST', 'sessions', {
      kind: 'sql',
      queue: 'default',
      sc_type: 'B',
      name: 'adhoc',
      heartbeatTimeoutInSecond: 1_800,
      jars: ['lib/jdbc.jar'],
      groups: [{ name: 'lib', resources: [{ name: 'util.jar', type: 'jar' }] }],
      conf: [{ 'spark.sql.shuffle.partitions': '200' }],
      nobodyKnows: 1,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: expect.stringMatching(uuid) as string,
      appId: '',
      name: 'adhoc',
      owner: 'alice',
      proxyUser: '',
      state: 'not_started',
      kind: 'sql',
      appInfo: { driverLogUrl: null, sparkUiUrl: null },
      log: [expect.stringContaining('waits for a place on the queue default') as string],
      sc_type: 'B',
      cluster_name: 'default',
      queue: 'default',
      create_time: dli.core.clock.now(),
      update_time: 0,
    });
    const { id } = answer.body as { id: string };
    const { request } = (await dli.core.stores.sessions.find(projectId, id)) ?? {};
    expect(request).toMatchObject({ name: 'adhoc', idleTimeoutMs: 1_800_000 });
    expect(JSON.parse(request?.conf ?? '')).toEqual({
      sc_type: 'B',
      jars: ['lib/jdbc.jar'],
      groups: [{ name: 'lib', resources: [{ name: 'util.jar', type: 'jar' }] }],
      conf: [{ 'spark.sql.shuffle.partitions': '200' }],
    });
  });

  it('knows the queue as cluster_name, too, and believes queue where both are given', async () => {
    const dli = await startDliSessions();
    const one = await dli.call('POST', 'sessions', { kind: 'sql', cluster_name: 'DEFAULT' });
    expect(one.body).toMatchObject({ queue: 'default', cluster_name: 'default' });
    const both = { kind: 'sql', queue: 'default', cluster_name: 'nosuch' };
    expect((await dli.call('POST', 'sessions', both)).body).toMatchObject({ queue: 'default' });
  });

  it('never ends a session for being idle when heartbeatTimeoutInSecond is 0', async () => {
    const dli = await startDliSessions();
    const id = await dli.create({ heartbeatTimeoutInSecond: 0, driverMemory: '2G' });
    const session = await dli.core.stores.sessions.find(projectId, id);
    expect(session?.request.idleTimeoutMs).toBe(null);
    const shown = await dli.call('GET', `sessions/${id}`);
    expect(shown.body).toMatchObject({ sc_type: 'CUSTOMIZED' });
  });
});

describe('a session', () => {
  it('goes through the words of its contract', async () => {
    const opening = Promise.withResolvers<void>();
    const closing = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      queue: { sessionPlaces: 1 },
      sessionScript: {
        at: (point) =>
          point === 'open asked'
            ? opening.promise
            : point === 'close close'
              ? closing.promise
              : undefined,
      },
    });
    const id = await dli.create();
    const second = await dli.create();
    await dli.until(id, 'starting');
    expect([await dli.state(id), await dli.state(second)]).toEqual(['starting', 'not_started']);
    opening.resolve();
    await dli.until(id, 'open');
    expect(await dli.state(id)).toBe('idle');

    const working = dli.core.stage.hold('work 1');
    await dli.submitTo(id, 'SELECT 1');
    expect(await dli.state(id)).toBe('busy');
    await working.reached();
    expect(await dli.state(id)).toBe('busy');
    working.release();
    await dli.ended(id, 0);
    expect(await dli.state(id)).toBe('idle');

    const answer = dli.call('DELETE', `sessions/${id}`);
    await dli.until(id, 'closing');
    expect(await dli.state(id)).toBe('shutting_down');
    closing.resolve();
    expect((await answer).text).toBe(deleted);
    expect(await dli.state(id)).toBe('dead');
    await dli.until(second, 'open');
  });

  it('is dead when it could not be opened, and its log says why', async () => {
    const dli = await startDliSessions({
      sessionScript: { refuses: () => ({ code: 'resource', message: 'There is no memory left.' }) },
    });
    const id = await dli.create();
    await dli.until(id, 'ended');
    expect(await dli.state(id)).toBe('dead');
    const { body } = await dli.call('GET', `sessions/${id}/log`);
    expect((body as { log: string[] }).log.at(-1)).toMatch(/failed: There is no memory left\.$/);
    // Nothing of it was left: it is deleted, once, and its record stays.
    expect((await dli.call('DELETE', `sessions/${id}`)).text).toBe(deleted);
    expect(await dli.state(id)).toBe('dead');
    expect(await dli.call('DELETE', `sessions/${id}`)).toMatchObject({
      status: 404,
      body: { error_code: 'DLI.0023', error_msg: `The session ${id} is deleted already` },
    });
  });

  it('is dead when it was idle for longer than it may', async () => {
    const dli = await startDliSessions();
    const { clock } = dli.core;
    const id = await dli.open({ heartbeatTimeoutInSecond: 60 });
    clock.advance(61_000);
    await dli.core.quiet();
    await clock.runUntil(dli.until(id, 'ended'));
    expect(await dli.state(id)).toBe('dead');
    const { body } = await dli.call('GET', `sessions/${id}/log`);
    expect((body as { log: string[] }).log.slice(-2)).toEqual([
      expect.stringMatching(/Z The session is being closed: it was idle for longer than it may\.$/),
      expect.stringMatching(/Z The session is closed: it was idle for longer than it may\.$/),
    ]);
    await deletedOnce(dli, id);
  });
});

describe('GET sessions', () => {
  it('lists them a page at a time, with the ended ones', async () => {
    const dli = await startDliSessions();
    const ids = [await dli.open(), await dli.open(), await dli.open()];
    await dli.call('DELETE', `sessions/${ids[0]}`);
    const working = dli.core.stage.hold('work 1');
    await dli.submitTo(ids[1] ?? '', 'SELECT 1');
    await working.reached();

    const all = await dli.call('GET', 'sessions');
    expect(all.body).toMatchObject({
      from: 0,
      total: 3,
      sessions: [
        { id: ids[0], state: 'dead' },
        { id: ids[1], state: 'busy' },
        { id: ids[2], state: 'idle' },
      ],
    });
    const page = await dli.call('GET', 'sessions?from=1&size=1&queue=DEFAULT&cluster_name=DEFAULT');
    expect(page.body).toMatchObject({ from: 1, total: 3, sessions: [{ id: ids[1] }] });
    const none = await dli.call('GET', 'sessions?cluster_name=other');
    expect(none.body).toEqual({ from: 0, total: 0, sessions: [] });
  });
});

describe('GET sessions/{session_id}/log', () => {
  it('tells what happened to the session, by lines', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    await dli.call('DELETE', `sessions/${id}`);
    const all = await dli.call('GET', `sessions/${id}/log?size=-1`);
    expect(all.body).toEqual({
      id,
      from: 0,
      total: 5,
      log: [
        'The session waits for a place on the queue default.',
        'The session has its place and starts on scripted.',
        'The session is open.',
        'The session is being closed: alice asked for it.',
        'The session is closed: alice asked for it.',
      ].map((text) => `2026-01-01T00:00:00.000Z ${text}`),
    });
    const { log } = all.body as { log: string[] };
    for (const [query, from, to] of [
      ['', 0, 5],
      ['?size=2', 3, 5],
      ['?from=-1&size=2', 3, 5],
      ['?from=1&size=2', 1, 3],
      ['?from=9', 9, 5],
      ['?size=0', 5, 5],
    ] as const) {
      const { body } = await dli.call('GET', `sessions/${id}/log${query}`);
      expect({ query, body }).toEqual({
        query,
        body: { id, from, total: 5, log: log.slice(from, to) },
      });
    }
    const shown = await dli.call('GET', `sessions/${id.toUpperCase()}`);
    expect(shown.body).toMatchObject({ state: 'dead', log });
  });
});

describe('DELETE sessions/{session_id}', () => {
  it('answers when all that the session held is back, and the record stays', async () => {
    const released = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      sessionScript: {
        at: (point) => {
          if (point !== 'release asked') return undefined;
          asked.resolve();
          return released.promise;
        },
      },
    });
    const id = await dli.open();
    const working = dli.core.stage.hold('work 1');
    for (const code of ['SELECT 1', 'SELECT 2']) await dli.submitTo(id, code);
    await working.reached();
    let isAnswered = false;
    const answer = dli.call('DELETE', `sessions/${id}`).finally(() => {
      isAnswered = true;
    });
    await soon('the release', asked.promise);
    expect(isAnswered).toBe(false);
    expect([...dli.core.engine.alive]).toEqual([]);
    released.resolve();

    expect(await answer).toMatchObject({ status: 200, text: deleted });
    expect([...dli.core.contexts.alive]).toEqual([]);
    expect(await dli.state(id)).toBe('dead');
    const statements = await dli.call('GET', `sessions/${id}/statements`);
    expect(statements.body).toMatchObject({
      total_statements: 2,
      statements: [
        { id: 0, state: 'cancelled', output: { status: 'error' } },
        { id: 1, state: 'cancelled', output: null, progress: 1 },
      ],
    });

    dli.core.clock.advance(1);
    expect(await dli.call('DELETE', `sessions/${id}`)).toMatchObject({
      status: 404,
      body: { error_code: 'DLI.0023', error_msg: `The session ${id} is deleted already` },
    });
  });

  it('answers two at once alike, and takes no statement between them', async () => {
    const closing = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const id = await dli.open();
    const first = dli.call('DELETE', `sessions/${id}`);
    await dli.until(id, 'closing');
    const statement = await dli.call('POST', `sessions/${id}/statements`, { code: 'SELECT 1' });
    expect(statement).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0007',
        error_msg:
          `The session ${id} is in state shutting_down and takes no more statements. ` +
          'Make a new session.',
      },
    });
    const second = dli.call('DELETE', `sessions/${id}`);
    await dli.core.quiet();
    closing.resolve();
    expect((await first).text).toBe(deleted);
    expect((await second).text).toBe(deleted);
  });

  it('keeps one that starts from being born later', async () => {
    const opening = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      sessionScript: { at: (point) => (point === 'open asked' ? opening.promise : undefined) },
    });
    const id = await dli.create();
    await dli.until(id, 'starting');
    const answer = dli.call('DELETE', `sessions/${id}`);
    await dli.until(id, 'closing');
    opening.resolve();
    expect((await answer).text).toBe(deleted);
    expect(dli.core.contexts.made).toEqual([]);
  });

  it('ends one that waits for its place at once, with its statements', async () => {
    const dli = await startDliSessions({ queue: { sessionPlaces: 1 } });
    await dli.open();
    const id = await dli.create();
    await dli.submitTo(id, 'SELECT 1');
    expect((await dli.call('DELETE', `sessions/${id}`)).text).toBe(deleted);
    expect(await dli.ended(id, 0)).toMatchObject({ state: 'cancelled', output: null });
    expect(dli.core.contexts.made).not.toContain(id);
  });

  it('says that it goes on when it was not confirmed in time', async () => {
    const released = Promise.withResolvers<void>();
    const dli = await startDliSessions({
      sessionScript: { at: (point) => (point === 'release asked' ? released.promise : undefined) },
    });
    const id = await dli.open();
    const answer = dli.call('DELETE', `sessions/${id}`);
    await dli.until(id, 'closing');
    const { status, body } = await dli.core.clock.runUntil(answer);
    expect([status, body]).toEqual([
      400,
      {
        error_code: 'DLI.0019',
        error_msg:
          `The delete of session ${id} is accepted and goes on, but the session was not seen to end ` +
          `within ${cancelTimeoutMs / 1_000} s; it is still in state shutting_down. ` +
          'Ask for its state again.',
      },
    ]);
    released.resolve();
    await dli.core.clock.runUntil(dli.until(id, 'ended'));
    expect(await dli.state(id)).toBe('dead');
  });

  it('deletes a session that was closed by another than DLI, once', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const wish = { by: 'bob', reason: 'user', requestId: 'r-1' } as const;
    const closed = await dli.core.actions.closeSession(projectId, id, wish, 30_000);
    expect(closed.kind).toBe('closed');
    await deletedOnce(dli, id);
  });

  it('deletes a session that was lost before, once', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    dli.core.contexts.perish(id);
    await dli.until(id, 'ended');
    expect((await dli.call('DELETE', `sessions/${id}`)).text).toBe(deleted);
    expect(await dli.call('DELETE', `sessions/${id}`)).toMatchObject({
      status: 404,
      body: { error_msg: `The session ${id} is deleted already` },
    });
    expect(await dli.state(id)).toBe('dead');
  });
});

describe.each([
  ['GET', '', undefined],
  ['GET', '/state', undefined],
  ['GET', '/log', undefined],
  ['DELETE', '', undefined],
  ['POST', '/statements', { code: 'SELECT 1' }],
  ['GET', '/statements', undefined],
  ['GET', '/statements/0', undefined],
  ['POST', '/statements/0/cancel', undefined],
] as const)('%s sessions/{session_id}%s', (method, path, body) => {
  it('answers alike for an unknown session and for one of another project (I10)', async () => {
    const dli = await startDliSessions();
    const made = await dli.core.actions.createSession({ projectId: 'another', owner: 'eve' });
    if (made.kind !== 'accepted') throw new Error(made.kind);
    const { id: foreign } = made.session;
    const ofUnknown = await dli.call(method, `sessions/${unknownId}${path}`, body);
    const ofForeign = await dli.call(method, `sessions/${foreign}${path}`, body);
    expect(ofUnknown).toMatchObject({
      status: 404,
      body: { error_code: 'DLI.0023', error_msg: `There is no session with id ${unknownId}` },
    });
    expect(ofForeign.status).toBe(404);
    expect(ofForeign.text).toBe(ofUnknown.text.replace(unknownId, foreign));
  });

  it('shows nothing of a session to a viewer with whom it was not shared', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const headers = { 'x-auth-token': tokens.victor };
    expect((await dli.call(method, `sessions/${id}${path}`, body, headers)).status).toBe(404);
  });
});
