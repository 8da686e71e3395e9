import { describe, expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { startDli } from './start-dli.ts';

const victor = { 'x-auth-token': tokens.victor };
const order = { queue_name: 'Default', user_name: 'victor', action: 'grant' };

describe('user-authorization', () => {
  it('grants, updates and revokes, and the list of users says so', async () => {
    const dli = await startDli();
    const change = (more: object) =>
      dli.call('PUT', 'queues/user-authorization', { ...order, ...more });
    const held = async () => {
      const { body } = await dli.call('GET', 'queues/default/users');
      return (body as { privileges: { user_name: string; privileges: string[] }[] }).privileges;
    };
    const granted = await change({ privileges: ['SUBMIT_JOB', 'CANCEL_JOB'] });
    expect([granted.status, granted.body]).toEqual([200, { is_success: true, message: '' }]);
    expect(await held()).toEqual([
      { is_admin: true, user_name: 'alice', privileges: ['ALL'] },
      { is_admin: true, user_name: 'mallory', privileges: ['ALL'] },
      { is_admin: false, user_name: 'victor', privileges: ['SUBMIT_JOB', 'CANCEL_JOB'] },
    ]);
    const submitted = await dli.call('POST', 'jobs/submit-job', { sql: 'SELECT 1' }, victor);
    expect(submitted.status).toBe(200);
    await change({ action: 'update', privileges: ['RESTART'] });
    expect((await held()).at(-1)).toMatchObject({ privileges: ['RESTART'] });
    await change({ action: 'update', privileges: [] });
    expect(await held()).toHaveLength(2);
    const { body } = await dli.call('GET', 'queues/default/users?limit=1&offset=1');
    expect(body).toMatchObject({ queue_name: 'default', privileges: [{ user_name: 'mallory' }] });
  });

  it('says what a revoke cannot take', async () => {
    const dli = await startDli();
    const revoke = { ...order, user_name: 'alice', action: 'revoke', privileges: ['SUBMIT_JOB'] };
    const { body } = await dli.call('PUT', 'queues/user-authorization', revoke);
    expect(body).toEqual({
      is_success: true,
      message: 'The user alice still has SUBMIT_JOB by the role admin.',
    });
  });

  it.each([
    [{ queue_name: 'nosuch', privileges: [] }, 'DLI.0002', 'There is no queue named nosuch'],
    [{ user_name: 'X', privileges: [] }, 'DLI.0002', 'No such user. userName:X'],
    [{ privileges: ['FLY'] }, 'DLI.0001', 'privileges[0] must be one of SUBMIT_JOB, CANCEL_JOB'],
    [{ action: 'give', privileges: [] }, 'DLI.0001', 'action must be one of grant'],
    [{}, 'DLI.0001', 'privileges is missing.'],
  ])('refuses %j', async (more, code, message) => {
    const dli = await startDli();
    const answer = await dli.call('PUT', 'queues/user-authorization', { ...order, ...more });
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { error_code: code, error_msg: expect.stringContaining(message) as string },
    ]);
  });

  it('takes the right to grant', async () => {
    const dli = await startDli();
    const body = { ...order, privileges: ['SUBMIT_JOB'] };
    const answer = await dli.call('PUT', 'queues/user-authorization', body, victor);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      {
        error_code: 'DLI.0003',
        error_msg: 'The user does not have the privilege GRANT_PRIVILEGE on queues.default.',
      },
    ]);
  });
});
