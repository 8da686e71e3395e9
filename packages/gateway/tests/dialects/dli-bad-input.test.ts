import { describe, expect, it } from 'vitest';
import { jobTypes } from '../../src/dialects/dli/job-types.ts';
import { statusFilterWords } from '../../src/dialects/dli/status-words.ts';
import { tokens } from './call-dli.ts';
import { type Dli, projectId, startDli } from './start-dli.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';
const aName = 'letters, digits and underscores, not starting with "_" and not only digits.';

/** An answer with every write that there was until it came. */
async function withWrites(dli: Dli, called: ReturnType<Dli['call']>) {
  const { status, body } = await called;
  return { status, body, written: dli.core.witness.written };
}

function refused(code: string, message: string) {
  return { status: 400, body: { error_code: code, error_msg: message }, written: [] };
}

describe.each(['submit-job', 'check-sql'])('POST jobs/%s', (path) => {
  const sqlRule =
    'sql must be the text of one SQL statement, not blank, without NUL or broken characters.';
  const databaseRule = `currentdb must be a name of at most 128 ${aName}`;

  const bodies: [unknown, string][] = [
    [undefined, 'The request body must be a JSON object.'],
    ['[]', 'The request body must be a JSON object.'],
    ['"SELECT 1"', 'The request body must be a JSON object.'],
    ['null', 'The request body must be a JSON object.'],
    [{}, 'sql is missing.'],
    [{ sql: null }, sqlRule],
    [{ sql: 5 }, sqlRule],
    [{ sql: '' }, sqlRule],
    [{ sql: ' \n\t' }, sqlRule],
    [{ sql: 'SELECT \0' }, sqlRule],
    [{ sql: "SELECT '\ud800'" }, sqlRule],
    [{ sql: 'SELECT 1', currentdb: 'a b' }, databaseRule],
    [{ sql: 'SELECT 1', currentdb: '_a' }, databaseRule],
    [{ sql: 'SELECT 1', currentdb: '123' }, databaseRule],
    [{ sql: 'SELECT 1', currentdb: 'a\n' }, databaseRule],
    [{ sql: 'SELECT 1', currentdb: 'a'.repeat(129) }, databaseRule],
  ];

  it('refuses a body that is not as it must be', async () => {
    const dli = await startDli();
    for (const [sent, message] of bodies) {
      const answer = await withWrites(dli, dli.call('POST', `jobs/${path}`, sent));
      expect({ sent, ...answer }).toEqual({ sent, ...refused('DLI.0001', message) });
    }
  });
});

describe('POST jobs/submit-job', () => {
  const queueRule = `queue_name must be a name of 1 to 128 ${aName}`;
  const keyRule =
    'must be text of 1 to 128 letters, digits, spaces and _ . : + - @, ' +
    'without a space at its ends and not starting with _sys_.';

  const fields: [object, string, string][] = [
    [{ queue_name: '' }, 'DLI.0001', queueRule],
    [{ queue_name: 'q-1' }, 'DLI.0001', queueRule],
    [{ queue_name: ['q'] }, 'DLI.0001', queueRule],
    [{ queue_name: 'nosuch' }, 'DLI.0002', 'There is no queue named nosuch'],
    [
      { conf: 'a=b' },
      'DLI.0001',
      'conf must be an array of at most 1000 strings of the form key=value.',
    ],
    [
      { conf: Array(1_001).fill('a=b') },
      'DLI.0001',
      'conf must be an array of at most 1000 strings of the form key=value.',
    ],
    [
      { conf: Array(1_000).fill(`a=${'b'.repeat(100)}`) },
      'DLI.0001',
      'conf may have 65536 characters as JSON',
    ],
    [
      { tags: Array.from({ length: 101 }, () => ({ key: 'k', value: 'v' })) },
      'DLI.0001',
      'tags must be an array of at most 100 {"key", "value"} objects.',
    ],
    [{ conf: ['a=b', 'c'] }, 'DLI.0001', 'conf[1] must be a string of the form key=value.'],
    [{ conf: [1] }, 'DLI.0001', 'conf[0] must be a string of the form key=value.'],
    [
      { conf: ['dli.sql.job.timeout=1h'] },
      'DLI.0001',
      'dli.sql.job.timeout in conf must be a number of seconds above 0, not 1h',
    ],
    [
      { conf: ['dli.sql.sqlasync.enabled=no'] },
      'DLI.0001',
      'dli.sql.sqlasync.enabled in conf must be true or false, not no',
    ],
    [
      { tags: { team: 'bi' } },
      'DLI.0001',
      'tags must be an array of at most 100 {"key", "value"} objects.',
    ],
    [{ tags: [{ key: 'a' }] }, 'DLI.0001', 'tags[0].value is missing.'],
    [{ tags: [{ key: '_sys_a', value: '' }] }, 'DLI.0001', `tags[0].key ${keyRule}`],
    [
      { tags: [{ key: 'a', value: 1 }] },
      'DLI.0001',
      'tags[0].value must be text of at most 255 letters, digits, spaces and _ . : + - @.',
    ],
    [
      { engine_type: 'spark' },
      'DLI.0007',
      'The queue default runs scripted, not spark: SQL is read as scripted reads it. ' +
        'Leave engine_type out, or name a queue of spark.',
    ],
    [{ engine_type: 1 }, 'DLI.0001', 'engine_type must be the name of an engine, such as duckdb.'],
    [{ current_catalog: 'hive' }, 'DLI.0002', 'There is no catalog named hive'],
  ];

  it('refuses a field that is not as it must be', async () => {
    const dli = await startDli();
    for (const [sent, code, message] of fields) {
      const body = { sql: 'SELECT 1', ...sent };
      const answer = await withWrites(dli, dli.call('POST', 'jobs/submit-job', body));
      expect({ sent, ...answer }).toEqual({ sent, ...refused(code, message) });
    }
  });
});

describe.each([
  ['DELETE', ''],
  ['GET', '/status'],
  ['GET', '/detail'],
  ['GET', '/progress'],
  ['GET', '/preview'],
] as const)('%s jobs/{job_id}%s', (method, path) => {
  it('refuses an id that is no UUID', async () => {
    const dli = await startDli();
    const message = 'job_id must be a UUID such as 6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01.';
    for (const id of ['1', 'x'.repeat(36), `${unknownId}0`, '%00', "'%20or%201=1"]) {
      const answer = dli.call(method, `jobs/${id}${path}`);
      expect(await withWrites(dli, answer)).toEqual(refused('DLI.0001', message));
    }
  });

  it('says the same of an unknown job and of one of another project', async () => {
    const dli = await startDli();
    const foreign = await dli.core.submit({ projectId: 'another' });
    const foreignEnded = await dli.core.ended(foreign, 'another');
    const ofForeign = await dli.call(method, `jobs/${foreign}${path}`);
    const ofUnknown = await dli.call(method, `jobs/${unknownId}${path}`);
    expect(ofUnknown).toMatchObject({
      status: 400,
      text: `{"error_code":"DLI.0002","error_msg":"There is no job with id ${unknownId}"}`,
    });
    expect(ofForeign.status).toBe(ofUnknown.status);
    expect(ofForeign.text).toBe(ofUnknown.text.replace(unknownId, foreign));
    expect(await dli.core.read(foreign, 'another')).toEqual(foreignEnded);
  });
});

describe('GET jobs', () => {
  const tagsRule = 'tags must be of the form k1=v1,k2=v2 with keys and values that a tag can have';
  const typesRule = `job_types must be some of ${jobTypes.join(', ')}.`;
  const queries: [string, string][] = [
    ['page-size=0', 'page-size must be a whole number from 1 to 100.'],
    ['page-size=101', 'page-size must be a whole number from 1 to 100.'],
    ['page-size=1.5', 'page-size must be a whole number from 1 to 100.'],
    ['page-size=0x10', 'page-size must be a whole number from 1 to 100.'],
    ['page-size=', 'page-size must be a whole number from 1 to 100.'],
    ['page-size=1&page-size=2', 'page-size is given more than once.'],
    ['current-page=0', 'current-page must be a whole number from 1.'],
    ['current-page=-1', 'current-page must be a whole number from 1.'],
    ['start=yesterday', 'start must be a time in milliseconds since the epoch, or 0 for no limit.'],
    ['end=-1', 'end must be a time in milliseconds since the epoch, or 0 for no limit.'],
    ['job-type=SELECT', `job-type must be one of ${jobTypes.join(', ')} or ALL.`],
    ['job_types=DDL,SELECT', typesRule],
    ['job_types=DDL&job_types=SELECT', typesRule],
    ['job-status=DONE', `job-status must be one of ${statusFilterWords.join(', ')}.`],
    ['job-id=1', 'job-id must be a UUID such as 6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01.'],
    ['queue_name=a%20b', `queue_name must be a name of 1 to 128 ${aName}`],
    ['sql_pattern=', 'sql_pattern must be text of 1 to 1024 characters.'],
    [`sql_pattern=${'x'.repeat(1_025)}`, 'sql_pattern must be text of 1 to 1024 characters.'],
    [
      'order=name',
      'order must be one of start_time_desc, start_time_asc, duration_desc, duration_asc.',
    ],
    ['owner=%00', 'owner must be text of 1 to 256 characters.'],
    ['engine-type=a%20b', 'engine-type must be the name of an engine, such as duckdb.'],
    [
      'engine-type=duckdb&engine_type=spark',
      'engine-type and engine_type mean the same and must not differ',
    ],
    ['tags=team', tagsRule],
    ['tags=%25', tagsRule],
    ['db_name=_a', `db_name must be a name of 1 to 128 ${aName}`],
  ];

  it('refuses a query that is not as it must be', async () => {
    const dli = await startDli();
    for (const [query, message] of queries) {
      const answer = await withWrites(dli, dli.call('GET', `jobs?${query}`));
      expect({ query, ...answer }).toEqual({ query, ...refused('DLI.0001', message) });
    }
  });
});

it('GET …/preview refuses a page size out of bounds', async () => {
  const dli = await startDli();
  const message = 'page-size must be a whole number from 1 to 1000.';
  for (const size of ['0', '1001', '-1', 'all']) {
    const answer = await withWrites(
      dli,
      dli.call('GET', `jobs/${unknownId}/preview?page-size=${size}`),
    );
    expect({ size, ...answer }).toEqual({ size, ...refused('DLI.0001', message) });
  }
});

describe('POST jobs/submit-job with a body that cannot be read', () => {
  const notJson = 'The body of the request is not JSON in UTF-8.';

  const bodies: [string, string | Buffer, number, string, string][] = [
    ['no JSON', '{"sql": SELECT 1}', 400, 'DLI.0001', notJson],
    ['half of it', '{"sql": "SELECT 1"', 400, 'DLI.0001', notJson],
    ['broken UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'DLI.0001', notJson],
    [
      'too deep',
      `{"sql":"SELECT 1","x":${'['.repeat(100_000)}`,
      400,
      'DLI.0001',
      'The body of the request is nested too deeply: at most 64 levels.',
    ],
    [
      'too large',
      Buffer.alloc(12 * 1024 * 1024 + 1, ' '),
      413,
      'APIGW.0201',
      'Request entity too large: a body may have 12 MB',
    ],
  ];

  it('is refused', async () => {
    const dli = await startDli();
    for (const [what, sent, status, error_code, error_msg] of bodies) {
      const answer = await withWrites(dli, dli.call('POST', 'jobs/submit-job', sent));
      expect({ what, ...answer }).toMatchObject({
        what,
        status,
        body: { error_code, error_msg },
        written: [],
      });
    }
  });
});

it('a query that is too long is refused', async () => {
  const dli = await startDli();
  expect(await dli.call('GET', `jobs?owner=${'x'.repeat(40_000)}`)).toMatchObject({
    status: 414,
    body: { error_code: 'APIGW.0201', request_id: expect.any(String) as string },
  });
});

it('a write of a page of another origin is refused', async () => {
  const dli = await startDli();
  const headers = { 'x-auth-token': tokens.alice, origin: 'https://evil.example' };
  expect(await dli.call('DELETE', `jobs/${unknownId}`, undefined, headers)).toMatchObject({
    status: 403,
    body: { error_code: 'APIGW.0306', request_id: expect.any(String) as string },
  });
});

it('a path that cannot be decoded is refused', async () => {
  const dli = await startDli();
  for (const path of ['jobs/%FF/status', `/v1.0/${projectId}/%E4/nothing`]) {
    const { status, body } = await dli.call('GET', path);
    const error_msg = 'The path of the request is not percent-encoded UTF-8.';
    expect([status, body]).toMatchObject([400, { error_code: 'DLI.0001', error_msg }]);
  }
  expect(await dli.call('GET', 'jobs?%FF')).toMatchObject({ status: 200 });
});

it('an unknown path or method is no API', async () => {
  const dli = await startDli();
  const unpublished = ' or has not been published in the environment';
  for (const [method, path, more] of [
    ['GET', `/v1.0/${projectId}/nothing`, unpublished],
    ['POST', `/v1.0/${projectId}/jobs`, ''],
    ['GET', `/v1/${projectId}/jobs/${unknownId}/nothing`, unpublished],
    ['GET', '/v1.0', unpublished],
  ] as const) {
    const { status, body, headers } = await dli.call(method, path);
    expect({ path, status, body }).toEqual({
      path,
      status: 404,
      body: {
        error_msg: `The API does not exist${more}`,
        error_code: 'APIGW.0101',
        request_id: headers['x-request-id'],
      },
    });
  }
});

it('a result that cannot be read is a fault of the server, and says nothing of its inside', async () => {
  const dli = await startDli({ script: { answer: () => farAway } });
  const jobId = await dli.run('SELECT 1');
  dli.core.engine.results.readRows = async function* () {
    yield await Promise.reject(new Error('cannot open /srv/secret'));
  };
  const answer = await dli.call('GET', `jobs/${jobId}/preview`);
  expect(answer).toMatchObject({ status: 500, body: { error_code: 'DLI.0999' } });
  expect(answer.text).not.toContain('secret');
  expect(answer.text).toContain(String(answer.headers['x-request-id']));
  expect(dli.logged.join('')).toContain('cannot open /srv/secret');
});

it('a result that breaks off is never taken for a whole one', async () => {
  const dli = await startDli({ script: { answer: () => ({ ...farAway, rowCount: 1_000 }) } });
  const jobId = await dli.run('SELECT 1');
  dli.core.engine.results.readRows = async function* () {
    yield '[1]';
  };
  // Nothing was sent yet: it can still be said.
  expect(await dli.call('GET', `jobs/${jobId}/preview`)).toMatchObject({ status: 500 });

  const long = JSON.stringify(['x'.repeat(10_000)]);
  dli.core.engine.results.readRows = async function* () {
    for (let row = 0; row < 900; row++) yield long;
  };
  await expect(dli.call('GET', `jobs/${jobId}/preview`)).rejects.toThrow(
    /destroyed|aborted|reset|JSON/i,
  );
});

const farAway = {
  columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
  rowCount: 1,
  affectedRows: null,
  rows: { at: 'engine', bytes: 1 },
} as const;

describe('X-Language', () => {
  it.each([
    ['zh-cn', '对象不存在。 There is no job with id'],
    ['ZH_CN', '对象不存在。 There is no job with id'],
    ['en-us', 'There is no job with id'],
    ['fr; DROP', 'There is no job with id'],
    ['', 'There is no job with id'],
  ])('%j has a refusal begin with %s', async (language, start) => {
    const dli = await startDli();
    const headers = { 'x-language': language, 'x-auth-token': tokens.alice };
    const { status, body } = await dli.call('GET', `jobs/${unknownId}/status`, undefined, headers);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: `${start} ${unknownId}` },
    });
  });

  it('is heard by the gateway before the service, too', async () => {
    const dli = await startDli();
    const headers = { 'x-language': 'zh-cn', 'x-auth-token': 'nobody' };
    const { status, body } = await dli.call('GET', 'queues', undefined, headers);
    const error_msg = expect.stringMatching(/^认证信息不正确。 Incorrect IAM/) as string;
    expect({ status, body }).toMatchObject({ status: 401, body: { error_msg } });
  });

  it('changes nothing of a success', async () => {
    const dli = await startDli();
    const headers = { 'x-language': 'zh-cn', 'x-auth-token': tokens.alice };
    const { body } = await dli.call('GET', 'queues', undefined, headers);
    expect(body).toMatchObject({ is_success: true, message: '' });
  });
});
