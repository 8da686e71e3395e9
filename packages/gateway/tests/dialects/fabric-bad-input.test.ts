import { describe, expect, it } from 'vitest';
import { projectId } from '../access/personas.ts';
import { type Fabric, sessionOrder, startFabric } from './start-fabric.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';
const idRule = '1 to 36 letters, digits and hyphens';

/** A 400 of the envelope of fabric-api.md 3.2, and nothing was written. */
async function refused(fabric: Fabric, called: ReturnType<Fabric['call']>) {
  const { status, body } = await called;
  const { error_code, error_msg } = body as { error_code: string; error_msg: string };
  expect({ status, error_code }).toEqual({ status: 400, error_code: 'common.01000001' });
  const sessions = await fabric.call('GET', 'sessions');
  expect(sessions.body).toMatchObject({ total: 0 });
  return error_msg.replace(
    'failed to read http request, please check your input, code: 400, reason: ',
    '',
  );
}

describe('POST sessions', () => {
  const lake_formation_config = { instance_id: 'lake-1', catalog: 'hive' };
  const whole = { endpoint_id: 'queue-default', lake_formation_config };
  const waitRule = 'wait_timeout must be a whole number from 300 to 7200.';
  const bodies: [unknown, string][] = [
    [undefined, 'endpoint_id is missing.'],
    ['[]', 'The request body must be a JSON object.'],
    ['{"endpoint_id":', 'The body of the request is not JSON in UTF-8.'],
    [{ lake_formation_config }, 'endpoint_id is missing.'],
    [{ ...whole, endpoint_id: 'a_b' }, `endpoint_id must be ${idRule}.`],
    [{ ...whole, endpoint_id: 'a'.repeat(37) }, `endpoint_id must be ${idRule}.`],
    [{ endpoint_id: 'queue-default' }, 'lake_formation_config is missing.'],
    [
      { ...whole, lake_formation_config: { instance_id: 'a' } },
      'lake_formation_config.catalog is missing.',
    ],
    [
      { ...whole, lake_formation_config: { instance_id: 'a b', catalog: 'c' } },
      'lake_formation_config.instance_id must be 1 to 64 letters, digits and hyphens.',
    ],
    [{ ...whole, wait_timeout: 299 }, waitRule],
    [{ ...whole, wait_timeout: 7_201 }, waitRule],
    [{ ...whole, wait_timeout: '299' }, waitRule],
    [{ ...whole, wait_timeout: 'soon' }, waitRule],
    [{ ...whole, wait_timeout: 300.5 }, waitRule],
  ];

  it('refuses a body that is not as it must be', async () => {
    const fabric = await startFabric();
    for (const [sent, message] of bodies) {
      const said = await refused(fabric, fabric.call('POST', 'sessions', sent));
      expect({ sent, said }).toEqual({ sent, said: message });
    }
  });
});

describe('POST sessions/statements', () => {
  const textRule =
    'statement must be text of at most 10000000 characters, without NUL or broken characters.';
  const order = { session_id: unknownId, statement: 'SELECT 1' };
  const bodies: [unknown, string][] = [
    [{ statement: 'SELECT 1' }, 'session_id is missing.'],
    [{ session_id: unknownId }, 'statement is missing.'],
    [{ ...order, session_id: '../x' }, `session_id must be ${idRule}.`],
    [{ ...order, statement: 5 }, textRule],
    [{ ...order, statement: 'SELECT \0' }, textRule],
    [{ ...order, statement: "SELECT '\ud800'" }, textRule],
    [{ ...order, statement: ' '.repeat(10_000_001) }, textRule],
    [{ ...order, limit: 0 }, 'limit must be a whole number from 1 to 2147483647.'],
    [{ ...order, limit: '2147483648' }, 'limit must be a whole number from 1 to 2147483647.'],
    [{ ...order, is_sync: 'yes' }, 'is_sync must be true or false.'],
    [{ ...order, bindings: 'a' }, 'bindings must be an array of at most 10000 arrays of texts.'],
    [{ ...order, bindings: ['a'] }, 'bindings[0] must be an array of texts.'],
    [
      { ...order, bindings: [['a'], ['b', 5]] },
      'bindings[1][1] must be text without NUL or broken characters, or null.',
    ],
    [
      { ...order, bindings: [['\0']] },
      'bindings[0][0] must be text without NUL or broken characters, or null.',
    ],
    [
      { ...order, resultset_fetch_mode: 'ALL' },
      'resultset_fetch_mode must be one of DEFAULT, READ_OBS.',
    ],
  ];

  it('refuses a body that is not as it must be', async () => {
    const fabric = await startFabric();
    for (const [sent, message] of bodies) {
      const said = await refused(fabric, fabric.call('POST', 'sessions/statements', sent));
      expect(said).toBe(message);
    }
  });

  it('takes fields that say nothing, and more than there are', async () => {
    const { call, open } = await startFabric();
    const order = { session_id: await open(), statement: 'SELECT 1' };
    const through = { bindings: [], resultset_fetch_mode: 'DEFAULT', limit: null, other: 1 };
    expect((await call('POST', 'sessions/statements', { ...order, ...through })).status).toBe(200);
  });
});

/** Bindings of one value, so many times. */
const times = (length: number) => Array.from({ length }, () => ['1']);

describe('bindings', () => {
  it('that do not fit are refused, and nothing is executed', async () => {
    const { core, call, open } = await startFabric({ quotas: { queued_statements: 2_000 } });
    const session_id = await open();
    const refusals: [string, (string | null)[][] | undefined, string][] = [
      ['SELECT ?', undefined, 'the statement takes 1 values, and bindings gives none'],
      ['SELECT ?, ?', [], 'the statement takes 2 values, and bindings gives none'],
      ['SELECT 1; SELECT ?', undefined, 'the statement takes 1 values, and bindings gives none'],
      ['SELECT $a, $b', [['1'], ['2']], 'the statement takes values by name ($a, $b)'],
      ['SELECT 1; SELECT $a', undefined, 'the statement takes values by name ($a)'],
      ['SELECT 1', [['1']], 'bindings[0] has 1 values, and the statement takes 0'],
      ['SELECT ?, ?', [['1']], 'bindings[0] has 1 values, and the statement takes 2'],
      ['INSERT INTO t ?', [['1'], []], 'bindings[1] has 0 values, and the statement takes 1'],
      ['SELECT ?; SELECT 2', [['1'], ['2']], 'bindings go with one statement, and the text has 2'],
      [`SELECT '${'x'.repeat(99_999)}' ?`, times(101), 'the statement, executed with'],
      ['INSERT INTO t ?', times(2_001), 'The text has 2001 statements, and 2000 may'],
    ];
    for (const [statement, bindings, why] of refusals) {
      const order = { session_id, statement, bindings };
      const { status, body } = await call('POST', 'sessions/statements', order);
      const { error_msg } = body as { error_msg: string };
      expect({ why, status, error_msg }).toEqual({
        why,
        status: 400,
        error_msg: expect.stringContaining(why) as string,
      });
    }
    expect(core.engine.born).toEqual([]);
  });
});

describe('queries', () => {
  const queries: [string, string][] = [
    ['sessions?limit=0', 'limit must be a whole number from 1 to 100.'],
    ['sessions?limit=101', 'limit must be a whole number from 1 to 100.'],
    ...['sessions', 'statement-records', `sessions/${unknownId}/statements`, 'endpoints'].map(
      (list): [string, string] => [
        `${list}?page_num=65536`,
        'page_num must be left out, since a list is paged by limit and by offset or marker.',
      ],
    ),
    [
      `/v2/workspaces/${projectId}/aura-statement-records?page_num=2`,
      'page_num must be left out, since a list is paged by limit and by offset or marker.',
    ],
    [
      'endpoints?type=SQL',
      'type must be one of service, ray, inference, job, ray_service, sql, container_job, notebook.',
    ],
    [`endpoints/${unknownId}?version=NEXT`, 'version must be one of CURRENT, PREVIOUS.'],
    ['/v1/workspaces?id=a_b', 'id must be 1 to 36 letters, digits and hyphens.'],
    ['sessions?limit=ten', 'limit must be a whole number from 1 to 100.'],
    ['sessions?limit=1&limit=2', 'limit must be a whole number from 1 to 100.'],
    [`sessions?session_id=${unknownId}&session_id=1`, 'session_id is given more than once.'],
    ['sessions?offset=-1', 'offset must be a whole number from 0 to 1000000000.'],
    ['sessions?offset=1000000001', 'offset must be a whole number from 0 to 1000000000.'],
    ['sessions?status=FAILED', 'status must be one of WAITING, CREATING, RUNNING, CLOSED, FAIL.'],
    ['sessions?endpoint_id=a_b', `endpoint_id must be ${idRule}.`],
    ['sessions?start_time=now', 'start_time must be a whole number from 0 to 1000000000000000.'],
    [`sessions/a_b`, `session_id must be ${idRule}.`],
    [
      `sessions/${unknownId}/statements/${'x'.repeat(65)}`,
      'statement_id must be 1 to 64 letters, digits, underscores and hyphens.',
    ],
    [
      `sessions/${unknownId}/statements/${unknownId}?page_num=65536`,
      'page_num must be a whole number from 1 to 65535.',
    ],
    [
      `sessions/${unknownId}/statements/${unknownId}?page_num=0`,
      'page_num must be a whole number from 1 to 65535.',
    ],
    [
      `sessions/${unknownId}/statements/${unknownId}?is_enable_obs_path=1`,
      'is_enable_obs_path must be one of true, false.',
    ],
    ['statement-records?source=2', 'source must be a whole number from 0 to 1.'],
    [
      'statement-records?status=DONE',
      'status must be one of SUBMITTED, RUNNING, SUCCESSFUL, FAILED, CANCELED, ERROR.',
    ],
    [`/v1/workspaces/a_b/sessions`, `workspace_id must be ${idRule}.`],
  ];

  it('are refused when they are not as they must be', async () => {
    const fabric = await startFabric();
    for (const [path, message] of queries) {
      const said = await refused(fabric, fabric.call('GET', path));
      expect({ path, said }).toEqual({ path, said: message });
    }
  });
});

it('takes 10 MB of SQL', async () => {
  const { open, run } = await startFabric();
  const sessionId = await open();
  const { status, body } = await run(sessionId, `SELECT 1 -- ${'x'.repeat(9_000_000)}`);
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 0 } });
}, 60_000);

it('routes POST and GET of sessions/statements apart', async () => {
  const { call } = await startFabric();
  expect((await call('POST', 'sessions/statements', {})).status).toBe(400);
  expect((await call('GET', 'sessions/statements')).status).toBe(404);
  expect((await call('DELETE', 'sessions/statements')).status).toBe(404);
});

it('says who may not, and what is not there', async () => {
  const { call, open, endpointId } = await startFabric();
  const sessionId = await open();
  expect(await call('GET', 'sessions', undefined, 'nobody')).toMatchObject({
    status: 401,
    body: { error_code: 'APIG.1002', error_msg: 'Incorrect token or token resolution failed' },
  });
  expect(await call('POST', 'sessions', sessionOrder(endpointId), 'viewer')).toMatchObject({
    status: 403,
    body: { error_code: 'dataartsfabric.00020007' },
  });
  expect(await call('DELETE', `sessions/${sessionId}`, undefined, 'viewer')).toMatchObject({
    status: 404,
    body: { error_code: 'common.01000001' },
  });
  const nowhere = await call('GET', `/v1/workspaces/${projectId}/nothing`);
  expect(nowhere).toMatchObject({ status: 404, body: { error_code: 'common.01000001' } });
  expect(nowhere.headers['x-request-id']).toBeDefined();
  expect(await call('GET', 'sessions/%FF')).toMatchObject({
    status: 400,
    body: {
      error_code: 'common.01000001',
      error_msg: expect.stringContaining('not percent-encoded UTF-8') as string,
    },
  });
});
