import type { QuotaList, Session } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, type Native, startNative } from './start-native.ts';

/** Has one job run, and go on running. */
async function fillSlot(native: Native): Promise<void> {
  const working = native.core.stage.hold('work 1');
  await native.submit();
  await working.reached();
}

describe('the quota queued_jobs', () => {
  it('refuses a job too many: which quota, its limit, what waits, when to come again', async () => {
    const native = await startNative({ slots: 1, quotas: { queued_jobs: 2 } });
    await fillSlot(native);
    await native.submit();
    await native.submit();

    const answer = await native.post('/jobs', { sql: 'SELECT 1' });
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: 'queued_jobs', limit: 2, used: 2 },
    });
    expect(answer.text).toContain('2 of 2 jobs wait');
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('lets exactly as many of 50 submits at once wait', async () => {
    const native = await startNative({ slots: 1, quotas: { queued_jobs: 10 } });
    await fillSlot(native);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => native.post('/jobs', { sql: 'SELECT 1' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
  });

  it('never refuses a submit that is repeated with its key', async () => {
    const native = await startNative({ slots: 1, quotas: { queued_jobs: 1 } });
    await fillSlot(native);
    const order = { sql: 'SELECT 1', key: 'k' };
    expect(await native.post('/jobs', order)).toMatchObject({ status: 201 });
    expect(await native.post('/jobs', order)).toMatchObject({ status: 200 });
    expect(await native.post('/jobs', { sql: 'SELECT 1' })).toMatchObject({ status: 429 });
  });

  it('counts as it was set for the project, and at once', async () => {
    const native = await startNative({ slots: 1, quotas: { queued_jobs: 1 } });
    await fillSlot(native);
    await native.submit();
    expect(await native.post('/jobs', { sql: 'SELECT 1' })).toMatchObject({ status: 429 });
    expect(await native.core.quotas.set(projectId, 'queued_jobs', null)).toBe('set');
    expect(await native.post('/jobs', { sql: 'SELECT 1' })).toMatchObject({ status: 201 });
  });
});

describe('the quota results_bytes', () => {
  it('takes no query more once it is full, and still takes what keeps no rows', async () => {
    const native = await startNative({ quotas: { results_bytes: 7 } });
    const first = await native.run({ key: 'first' });
    const answer = await native.post('/jobs', { sql: 'SELECT 1' });
    expect(answer).toMatchObject({
      status: 507,
      body: { code: 'storage_full', quota: 'results_bytes', limit: 7, used: 7 },
    });
    expect(answer.text).toContain('7 of 7 bytes of results are kept');
    expect(answer.headers.has('retry-after')).toBe(false);

    expect(await native.post('/jobs', { sql: 'DELETE FROM t' })).toMatchObject({ status: 201 });
    const again = await native.post('/jobs', { sql: 'SELECT 1', key: 'first' });
    expect(again).toMatchObject({ status: 200, body: { id: first } });
    await native.post('/jobs/by-key/gone/cancel');
    const born = await native.post('/jobs', { sql: 'SELECT 1', key: 'gone' });
    expect(born).toMatchObject({ status: 201, body: { status: 'cancelled' } });
  });
});

describe.each([
  ['database_bytes', ['INSERT INTO t SELECT 1', 'UPDATE t SET a = 1', 'CREATE TABLE t (a INT)']],
  ['bucket_bytes', ["COPY t TO 'a.csv'"]],
] as const)('the quota %s', (quota, writes) => {
  it('takes nothing that adds to it once it is full, and all else', async () => {
    const storage = { databaseBytes: 0, bucketBytes: 0, temporaryBytes: 0 };
    const full = {
      ...storage,
      ...(quota === 'database_bytes' ? { databaseBytes: 100 } : { bucketBytes: 100 }),
    };
    const native = await startNative({ quotas: { [quota]: 100 }, script: { storage: () => full } });
    const { id } = (await native.post('/sessions')).body as Session;
    const statements = `/sessions/${id}/statements`;
    for (const sql of writes) {
      for (const answer of [
        await native.post('/jobs', { sql }),
        await native.post(statements, { statements: ['SELECT 1', sql] }),
      ]) {
        const used = { quota, limit: 100, used: 100 };
        expect(answer).toMatchObject({ status: 507, body: { code: 'storage_full', ...used } });
        expect(answer.headers.has('retry-after')).toBe(false);
      }
    }
    for (const sql of ['SELECT 1', 'DELETE FROM t']) {
      expect(await native.post('/jobs', { sql })).toMatchObject({ status: 201 });
      expect(await native.post(statements, { statements: [sql] })).toMatchObject({ status: 201 });
    }
    expect((await native.get(statements)).body).toMatchObject({ total: 2 });
  });
});

describe('GET /quotas', () => {
  it('shows each limit and what is in use, to every member', async () => {
    const native = await startNative({
      slots: 1,
      quotas: { queued_jobs: 10, requests_per_second: 100 },
      script: { storage: () => ({ databaseBytes: 1_000, bucketBytes: 20, temporaryBytes: 3 }) },
    });
    await native.run();
    await fillSlot(native);
    await native.submit();
    const { status, body } = await native.get('/quotas', as('vera'));
    expect(status).toBe(200);
    expect((body as QuotaList).quotas).toEqual([
      { name: 'queued_jobs', limit: 10, used: 1 },
      { name: 'sessions', limit: null, used: 0 },
      { name: 'queued_statements', limit: null, used: 0 },
      { name: 'session_statements', limit: null, used: 0 },
      { name: 'requests_per_second', limit: 100, used: 4 },
      { name: 'results_bytes', limit: null, used: 7 },
      { name: 'database_bytes', limit: null, used: 1_000 },
      { name: 'bucket_bytes', limit: null, used: 20 },
      { name: 'temporary_bytes', limit: null, used: 3 },
    ]);
    const other = await native.get('/quotas', as('eve'));
    const used = (other.body as QuotaList).quotas.map((quota) => quota.used);
    expect(used).toEqual([0, 0, 0, 0, 1, 0, 1_000, 20, 3]);
  });
});

describe('the quota requests_per_second', () => {
  it('refuses what comes too fast, and takes it when Retry-After is over', async () => {
    const native = await startNative({ quotas: { requests_per_second: 3 } });
    for (let count = 0; count < 3; count++) {
      expect(await native.get('/jobs')).toMatchObject({ status: 200 });
    }
    const answer = await native.get('/jobs');
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: 'requests_per_second', limit: 3, used: 3 },
    });
    expect(answer.headers.get('retry-after')).toBe('1');
    native.core.clock.advance(333);
    expect(await native.get('/jobs')).toMatchObject({ status: 429 });
    native.core.clock.advance(667);
    expect(await native.get('/jobs')).toMatchObject({ status: 200 });
  });

  it('is that of one project', async () => {
    const native = await startNative({ quotas: { requests_per_second: 1 } });
    expect(await native.get('/jobs')).toMatchObject({ status: 200 });
    expect(await native.get('/jobs', as('vera'))).toMatchObject({ status: 429 });
    expect(await native.get('/jobs', as('eve'))).toMatchObject({ status: 200 });
  });

  it('is used up by a dry run of a bulk cancel, and not by the cancel', async () => {
    const native = await startNative({ quotas: { requests_per_second: 1 } });
    const dryRun = { all: true, dry_run: true };
    expect(await native.post('/jobs/cancel', { all: true })).toMatchObject({ status: 200 });
    expect(await native.post('/jobs/cancel', dryRun)).toMatchObject({ status: 200 });
    expect(await native.post('/jobs/cancel', dryRun)).toMatchObject({ status: 429 });
    expect(await native.post('/jobs/cancel', { all: true })).toMatchObject({ status: 200 });
  });

  it('is not used up by callers that nobody knows', async () => {
    const native = await startNative({ quotas: { requests_per_second: 1 } });
    const nobody = { authorization: 'Bearer slk_nobody' };
    for (let count = 0; count < 5; count++) {
      expect(await native.get('/jobs', nobody)).toMatchObject({ status: 401 });
    }
    expect(await native.get('/jobs')).toMatchObject({ status: 200 });
  });

  it('refuses and delays no cancel under a flood of submits, and no cancel uses any of it up', async () => {
    const native = await startNative({ quotas: { requests_per_second: 4 } });
    native.core.stage.hold('work 1');
    const ids = [await native.submit(), await native.submit()];
    await Promise.all(ids.map((id) => native.core.witness.saw(id, 'running')));
    const flood = Array.from({ length: 200 }, () => native.post('/jobs', { sql: 'SELECT 1' }));
    const cancels = await Promise.all([
      ...ids.map((id) => native.post(`/jobs/${id}/cancel`)),
      native.post('/jobs/by-key/later/cancel'),
    ]);
    expect(cancels.map(({ status }) => status)).toEqual([200, 200, 202]);

    const answers = await Promise.all(flood);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(198);
  });
});
