import { expect, it } from 'vitest';
import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import { accessRefusal } from './access-refusals.ts';

const prefix = 'Incorrect IAM authentication information: ';

it.each<[AccessRefusal, number, string, string]>([
  [{ kind: 'no_credential' }, 401, 'APIGW.0301', `${prefix}x-auth-token not found`],
  [{ kind: 'bad_token' }, 401, 'APIGW.0301', `${prefix}decrypt token fail`],
  [{ kind: 'token_expired' }, 401, 'APIGW.0307', 'The token must be updated'],
  [
    { kind: 'malformed', detail: 'Authorization has no Access' },
    401,
    'APIGW.0301',
    `${prefix}Authorization has no Access`,
  ],
  [
    { kind: 'unknown_access_key', accessKey: 'AK1' },
    401,
    'APIGW.0301',
    `${prefix}Get secretKey failed,ak:AK1,err:ak not exist`,
  ],
  [
    { kind: 'bad_signature', canonicalRequest: 'GET\n/v1.0/P/jobs/\n\nhost:h\n\nhost\ne3b0' },
    401,
    'APIGW.0301',
    `${prefix}verify aksk signature fail, canonicalRequest:GET|/v1.0/P/jobs/||host:h||host|e3b0`,
  ],
  [
    { kind: 'clock_off', signedAt: '20230527T000431Z', serverTime: '20230527T020608Z' },
    401,
    'APIGW.0301',
    `${prefix}signature expired, signature time:20230527T000431Z,server time:20230527T020608Z`,
  ],
  [
    { kind: 'wrong_project' },
    403,
    'APIGW.0302',
    'The IAM user is not authorized to access the API: the credential is not for the project that the request names',
  ],
  [
    { kind: 'not_permitted', privilege: 'SUBMIT_JOB', queueName: 'q1' },
    400,
    'DLI.0003',
    'The user does not have the privilege SUBMIT_JOB on queues.q1.',
  ],
  [
    { kind: 'not_owner', what: 'template', name: 'daily', owner: 'alice' },
    400,
    'DLI.0003',
    'The template daily belongs to alice. Only its owner or an admin of the project may do this.',
  ],
])('says %j as dli-api.md 2.3 does', (refusal, httpStatus, code, message) => {
  expect(accessRefusal(refusal)).toEqual({ httpStatus, code, message });
});

it('names no queue where none is known', () => {
  const refusal = { kind: 'not_permitted', privilege: 'CANCEL_JOB', queueName: null } as const;
  expect(accessRefusal(refusal).message).toBe(
    'The user does not have the privilege CANCEL_JOB on the queues of the project.',
  );
});
