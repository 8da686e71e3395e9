import type { JobList, QueueList } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { principalOf } from './native-users.ts';
import { as, startNative } from './start-native.ts';

describe('a caller who is not known', () => {
  it.each([
    ['nothing', { authorization: '' }, 'has no credential'],
    ['an unknown API key', { authorization: 'Bearer slk_nobody' }, 'not known here'],
    ['an unknown token', { authorization: '', 'x-auth-token': 'slt_nobody' }, 'not known here'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'cannot be read'],
  ])('is refused with %s, and told how to come in', async (_what, headers, detail) => {
    const native = await startNative();
    const answer = await native.get('/jobs', headers);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.text).toContain(detail);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="sluice"');
  });

  it('is refused before his request is looked at', async () => {
    const native = await startNative();
    for (const [path, body] of [
      ['/jobs', { sqll: 1 }],
      ['/jobs/1/cancel', undefined],
    ] as const) {
      const answer = await native.post(path, body, { authorization: '' });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
  });

  it('is refused with a token that has expired', async () => {
    const native = await startNative();
    const now = native.core.clock.now();
    const headers = { authorization: '', 'x-auth-token': 'slt_1' };
    await native.core.stores.identities.saveToken({
      hash: hashSecret('slt_1'),
      principal: principalOf('alice'),
      issuedAt: now,
      expiresAt: now + 1,
    });
    expect(await native.get('/whoami', headers)).toMatchObject({ body: { user: 'alice' } });
    native.core.clock.advance(1);
    const answer = await native.get('/whoami', headers);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.text).toContain('has expired');
  });
});

describe('a caller whose role is too small', () => {
  it.each([
    ['vera', '/jobs', { sql: 'SELECT 1' }, 'SUBMIT_JOB on the queue default'],
    ['vera', '/jobs/by-key/k/cancel', undefined, 'CANCEL_JOB on every queue of the project'],
    ['vera', '/queues', { name: 'q', engine: 'scripted' }, 'for admins'],
    ['oscar', '/queues', { name: 'q', engine: 'scripted' }, 'for admins'],
  ] as const)('%s may not POST %s', async (user, path, body, detail) => {
    const native = await startNative();
    const answer = await native.post(path, body, as(user));
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(answer.text).toContain(detail);
    expect(((await native.get('/jobs')).body as JobList).total).toBe(0);
    expect(((await native.get('/queues')).body as QueueList).queues).toHaveLength(1);
  });

  it('an operator submits and stops', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const submitted = await native.post('/jobs', { sql: 'SELECT 1' }, as('oscar'));
    expect(submitted).toMatchObject({ status: 201, body: { owner: 'oscar' } });
    await working.reached();
    const { id: jobId } = submitted.body as { id: string };
    const answer = await native.post(`/jobs/${jobId}/cancel`, {}, as('oscar'));
    expect(answer).toMatchObject({ status: 200, body: { job: { cancel: { by: 'oscar' } } } });
  });
});

describe('a caller of another project', () => {
  it('finds nothing of this one, and stops nothing', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit({ key: 'k-1' });
    await working.reached();
    await native.post('/queues', { name: 'reports', engine: 'scripted' });
    const eve = as('eve');

    const job = `/jobs/${jobId}`;
    for (const path of [
      job,
      `${job}/wait`,
      `${job}/result`,
      `${job}/cancellation`,
      '/jobs/by-key/k-1',
    ]) {
      expect(await native.get(path, eve)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
    expect(await native.post(`${job}/cancel`, {}, eve)).toMatchObject({ status: 404 });
    expect(await native.post('/jobs/by-key/k-1/cancel', {}, eve)).toMatchObject({
      status: 202,
      body: { verdict: 'awaiting_submit' },
    });
    expect((await native.get('/jobs', eve)).body).toMatchObject({ jobs: [], total: 0 });
    const order = { sql: 'SELECT 1', queue: 'reports' };
    expect(await native.post('/jobs', order, eve)).toMatchObject({ body: { code: 'no_queue' } });
    expect(((await native.get('/queues', eve)).body as QueueList).queues).toHaveLength(1);
    expect(native.core.witness.pathOf(jobId)).not.toContain('cancelling');
  });
});

it('a key that stands for what a caller may not see is taken, and he is not told by what', async () => {
  const native = await startNative();
  await native.post('/queues', { name: 'private', engine: 'scripted' });
  await native.put('/queues/default/grants', {
    user: 'vera',
    action: 'grant',
    privileges: ['SUBMIT_JOB'],
  });
  const job = await native.post('/jobs', { sql: 'SELECT 1', key: 'k', queue: 'private' });
  const session = await native.post('/sessions', { key: 's', queue: 'private' });
  for (const [path, order, id] of [
    ['/jobs', { sql: 'SELECT 2', key: 'k' }, (job.body as { id: string }).id],
    ['/sessions', { key: 's' }, (session.body as { id: string }).id],
  ] as const) {
    const own = await native.post(path, order);
    expect(own).toMatchObject({ status: 409, body: { code: 'key_taken' } });
    expect(own.text).toContain(id);
    const veras = await native.post(path, order, as('vera'));
    expect(veras).toMatchObject({ status: 409, body: { code: 'key_taken' } });
    expect(veras.text).not.toContain(id);
  }
});
