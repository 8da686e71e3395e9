import { describe, expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { type Dli, startDli } from './start-dli.ts';

const incorrect = 'Incorrect IAM authentication information: ';
const anyText = expect.any(String) as string;
const sql = 'SELECT 1';

describe('a request without a good credential is refused', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['none', {}, 'APIGW.0301', `${incorrect}x-auth-token not found`],
    ['an unknown token', { 'x-auth-token': 'x' }, 'APIGW.0301', `${incorrect}decrypt token fail`],
    ['an old token', { 'x-auth-token': tokens.mallory }, 'APIGW.0307', 'The token must be updated'],
    [
      'an unknown access key',
      { authorization: signedBy('AKNOBODY'), 'x-sdk-date': '20260101T000000Z' },
      'APIGW.0301',
      `${incorrect}Get secretKey failed,ak:AKNOBODY,err:ak not exist`,
    ],
    [
      'an old signature',
      { authorization: signedBy('AK-alice'), 'x-sdk-date': '20250101T000000Z' },
      'APIGW.0301',
      `${incorrect}signature expired, signature time:20250101T000000Z,server time:20260101T000000Z`,
    ],
    ['a bad scheme', { authorization: 'Basic eA==' }, 'APIGW.0301', `${incorrect}the scheme`],
  ])('%s', async (_, headers, code, message) => {
    const dli = await startDli();
    const answer = await dli.call('POST', 'jobs/submit-job', { sql }, headers);
    expect(answer).toMatchObject({
      status: 401,
      body: { error_code: code, error_msg: expect.stringContaining(message) as string },
    });
    expect(answer.body).toHaveProperty('request_id', answer.headers['x-request-id']);
    expect(dli.core.witness.written).toEqual([]);
  });
});

it('another project is refused in the path and in the header', async () => {
  const dli = await startDli();
  const credential = { 'x-auth-token': tokens.alice };
  const foreign = { ...credential, 'x-project-id': 'another' };
  const answers = [
    await dli.call('GET', '/v1.0/another/jobs', undefined, credential),
    await dli.call('GET', '/v1/another/jobs/1/progress', undefined, credential),
    await dli.call('GET', 'jobs', undefined, foreign),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject({
      status: 403,
      body: { error_code: 'APIGW.0302', error_msg: anyText, request_id: anyText },
    });
  }
});

describe('a viewer', () => {
  it.each([
    ['submit-job', { sql }, 'queues.default'],
    ['submit-job', { sql, queue_name: 'Default' }, 'queues.default'],
    ['check-sql', { sql }, 'queues.default'],
  ])('may not %s with %j', async (path, body, where) => {
    const dli = await startDli();
    expect(await asVictor(dli, 'POST', `jobs/${path}`, body)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0003',
        error_msg: `The user does not have the privilege SUBMIT_JOB on ${where}.`,
      },
    });
    expect(dli.core.witness.written).toEqual([]);
  });
});

function signedBy(accessKey: string): string {
  const signature = '0'.repeat(64);
  return `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=host;x-sdk-date, Signature=${signature}`;
}

function asVictor(dli: Dli, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) {
  return dli.call(method, path, body, { 'x-auth-token': tokens.victor });
}
