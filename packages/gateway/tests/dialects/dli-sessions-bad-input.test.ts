import { describe, expect, it } from 'vitest';
import { startDliSessions } from './start-dli-sessions.ts';

const aName = 'letters, digits and underscores, not starting with "_" and not only digits.';

describe('POST sessions', () => {
  const bodies: [unknown, string, string][] = [
    [undefined, 'DLI.0001', 'The request body must be a JSON object.'],
    ['[]', 'DLI.0001', 'The request body must be a JSON object.'],
    [{}, 'DLI.0001', 'kind is missing.'],
    [{ kind: 'sql' }, 'DLI.0001', 'queue is missing.'],
    [{ kind: 1 }, 'DLI.0001', 'kind must be the language of its statements, such as sql.'],
    [{ kind: 'sql', queue: 'q-1' }, 'DLI.0001', `queue must be a name of 1 to 128 ${aName}`],
    [{ kind: 'sql', queue: 'nosuch' }, 'DLI.0002', 'There is no queue named nosuch'],
    [
      { kind: 'sql', queue: 'default', name: 'x'.repeat(129) },
      'DLI.0001',
      'name must be text of at most 128 characters in one line.',
    ],
    [
      { kind: 'sql', queue: 'default', sc_type: 'D' },
      'DLI.0001',
      'sc_type must be one of A, B, C.',
    ],
    [
      { kind: 'sql', queue: 'default', jars: 'a.jar' },
      'DLI.0001',
      'jars must be an array of at most 1000 texts.',
    ],
    [
      { kind: 'sql', queue: 'default', resources: [1] },
      'DLI.0001',
      'resources[0] must be text of at most 1024 characters, or an object.',
    ],
    [
      { kind: 'sql', queue: 'default', conf: 'a=b' },
      'DLI.0001',
      'conf must be an object, or an array of at most 1000 of them.',
    ],
    [
      { kind: 'sql', queue: 'default', driverMemory: 'much' },
      'DLI.0001',
      'driverMemory must be an amount of memory such as 2G or 2048M.',
    ],
    [
      { kind: 'sql', queue: 'default', driverCores: 0 },
      'DLI.0001',
      'driverCores must be a whole number from 1.',
    ],
    ...[-1, 1.5, '60', 2 ** 31].map((limit): [unknown, string, string] => [
      { kind: 'sql', queue: 'default', heartbeatTimeoutInSecond: limit },
      'DLI.0001',
      'heartbeatTimeoutInSecond must be a whole number of seconds, 0 for no limit.',
    ]),
    [
      { kind: 'sql', queue: 'default', conf: { a: 'x'.repeat(70_000) } },
      'DLI.0001',
      'The settings of a session may have 65536 characters as JSON together.',
    ],
    ...['spark', 'pyspark', 'SQL'].map((kind): [unknown, string, string] => [
      { kind, queue: 'default' },
      'DLI.0001',
      `The queue default runs scripted, which has no sessions of kind ${kind}. ` +
        `Send kind sql, or name a queue of an engine that runs ${kind}.`,
    ]),
  ];

  it('refuses a body that is not as it must be, and makes nothing', async () => {
    const dli = await startDliSessions();
    for (const [sent, error_code, error_msg] of bodies) {
      const { status, body } = await dli.call('POST', 'sessions', sent);
      expect({ sent, status, body }).toEqual({
        sent,
        status: 400,
        body: { error_code, error_msg },
      });
    }
    expect((await dli.call('GET', 'sessions')).body).toMatchObject({ total: 0 });
  });
});

describe('POST sessions/{session_id}/statements', () => {
  const rule =
    'code must be the text of one SQL statement of at most 1024 characters, not blank, ' +
    'without NUL or broken characters.';

  it('takes 1024 characters, whatever they are', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const code = `SELECT '${'🦆'.repeat(1_015)}'`;
    expect(Array.from(code)).toHaveLength(1_024);
    await dli.submitTo(id, code);
    expect(await dli.ended(id, 0)).toMatchObject({ code, state: 'available' });
  });

  it.each([
    [{}, 'code is missing.'],
    [{ code: 1 }, rule],
    [{ code: '' }, rule],
    [{ code: ' \n' }, rule],
    [{ code: 'SELECT \0' }, rule],
    [{ code: "SELECT '\ud800'" }, rule],
    [{ code: `SELECT '${'x'.repeat(1_016)}'` }, rule],
    [{ code: 'x'.repeat(10_000_000) }, rule],
  ])('refuses %.40j, and submits nothing', async (body, error_msg) => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const answer = await dli.call('POST', `sessions/${id}/statements`, body);
    expect([answer.status, answer.body]).toEqual([400, { error_code: 'DLI.0001', error_msg }]);
    const list = await dli.call('GET', `sessions/${id}/statements`);
    expect(list.body).toEqual({ total_statements: 0, statements: [] });
  });

  it('refuses what the engine cannot read, and submits nothing', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    expect(await dli.call('POST', `sessions/${id}/statements`, { code: 'SELEKT 1' })).toMatchObject(
      {
        status: 400,
        body: { error_code: 'DLI.0004', error_msg: 'cannot parse: SELEKT 1' },
      },
    );
  });
});

describe.each([
  ['GET', ''],
  ['GET', '/state'],
  ['GET', '/log'],
  ['DELETE', ''],
  ['GET', '/statements'],
  ['GET', '/statements/0'],
  ['POST', '/statements/0/cancel'],
] as const)('%s sessions/{session_id}%s', (method, path) => {
  it('refuses an id that is no UUID', async () => {
    const dli = await startDliSessions();
    for (const id of ['0', 'x'.repeat(36), '%00']) {
      expect(await dli.call(method, `sessions/${id}${path}`)).toMatchObject({
        status: 400,
        body: {
          error_code: 'DLI.0001',
          error_msg: 'session_id must be a UUID such as 6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01.',
        },
      });
    }
  });
});

describe('a page of a list', () => {
  it('is refused where it is out of range', async () => {
    const dli = await startDliSessions();
    const id = await dli.open();
    const size = 'size must be a whole number from 1 to 1000.';
    const from = 'from must be a whole number from 0.';
    for (const path of ['sessions', `sessions/${id}/statements`]) {
      for (const [query, error_msg] of [
        ['size=0', size],
        ['size=1001', size],
        ['size=65536', size],
        ['size=-1', size],
        ['from=-1', from],
        ['from=x', from],
        ['from=1&from=2', 'from is given more than once.'],
      ]) {
        const { status, body } = await dli.call('GET', `${path}?${query}`);
        expect({ query, status, body }).toEqual({
          query,
          status: 400,
          body: { error_code: 'DLI.0001', error_msg },
        });
      }
    }
    const two = await dli.call('GET', 'sessions?queue=a&cluster_name=b');
    expect(two.body).toEqual({
      error_code: 'DLI.0001',
      error_msg: 'queue and cluster_name mean the same and must not differ',
    });
  });
});

describe('a path below /v2.0 that is no route', () => {
  it('is not there', async () => {
    const dli = await startDliSessions();
    expect(await dli.call('PUT', 'sessions/1')).toMatchObject({
      status: 404,
      body: { error_code: 'APIGW.0101' },
    });
  });
});
