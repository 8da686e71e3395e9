import { get } from 'node:http';
import { Job } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Actions } from '../../src/core/actions/actions.ts';
import { soon } from '../support/soon.ts';
import { projectId } from './native-users.ts';
import { as, startNative, unknownId } from './start-native.ts';

describe('GET /jobs/{id}/wait', () => {
  it('answers as soon as the job has ended', async () => {
    const native = await startNative({ tickMs });
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await working.reached();
    const before = native.core.clock.now();
    const answer = native.get(`/jobs/${jobId}/wait?timeout_ms=60000`);
    await native.core.clock.asleepFor(lookAgainMs);
    working.release();
    const { status, body } = await soon('the answer', answer);
    expect({ status, errors: [...Value.Errors(Job, body)] }).toEqual({ status: 200, errors: [] });
    expect(body).toMatchObject({ id: jobId, status: 'succeeded' });
    expect(native.core.clock.now()).toBe(before);
  });

  it.each([
    ['?timeout_ms=5000', 5_000],
    ['', 30_000],
    ['?timeout_ms=0', 0],
  ])('answers with %j when the time is up, with the job as it is', async (query, waitedMs) => {
    const native = await startNative();
    const { clock, stage, witness } = native.core;
    const working = stage.hold('work 1');
    const jobId = await native.submit();
    await working.reached();
    await witness.saw(jobId, 'running');
    const before = clock.now();
    const answer = await clock.runUntil(native.get(`/jobs/${jobId}/wait${query}`));
    expect(answer).toMatchObject({ status: 200, body: { status: 'running', ended_at: null } });
    expect(clock.now() - before).toBe(waitedMs);
  });

  it('answers at once for a job that has ended', async () => {
    const native = await startNative();
    const jobId = await native.run();
    const answer = await soon('the answer', native.get(`/jobs/${jobId}/wait`));
    expect(answer.body).toMatchObject({ status: 'succeeded' });
  });

  it('waits no more for a client that has left', async () => {
    const waits: ReturnType<Actions['awaitEnding']>[] = [];
    const watched = (actions: Actions): Actions => ({
      ...actions,
      awaitEnding: (...rest) => {
        const wait = actions.awaitEnding(...rest);
        waits.push(wait);
        return wait;
      },
    });
    const native = await startNative({ tickMs }, watched);
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await working.reached();
    const listening = native.core.listening();

    const request = get(`${native.url}/jobs/${jobId}/wait?timeout_ms=60000`, {
      headers: as('alice'),
    });
    request.on('error', () => {});
    await native.core.clock.asleepFor(lookAgainMs);
    expect(native.core.listening()).toBe(listening + 1);
    request.destroy();

    // The clock stands still: nothing but the leaving can end the wait.
    expect(
      await soon('the wait to end', waits[0] ?? Promise.reject(new Error('no wait'))),
    ).toMatchObject({ kind: 'live' });
    expect(native.core.listening()).toBe(listening);
  });

  it('does not wait for a job that is not there', async () => {
    const native = await startNative();
    const foreign = await native.core.submit({ projectId: 'project-2' });
    for (const jobId of [unknownId, foreign]) {
      const answer = await soon('the answer', native.get(`/jobs/${jobId}/wait`));
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('sees the ending of a job that is cancelled meanwhile', async () => {
    const native = await startNative({ tickMs });
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await working.reached();
    const answer = native.get(`/jobs/${jobId}/wait`);
    await native.core.clock.asleepFor(lookAgainMs);
    await native.post(`/jobs/${jobId}/cancel`);
    expect((await soon('the answer', answer)).body).toMatchObject({ status: 'cancelled' });
    expect(await native.core.read(jobId, projectId)).toMatchObject({ state: { status: 'ended' } });
  });
});

describe('a submit that prefers to wait (RFC 7240)', () => {
  it('is answered when the job has ended, in one call', async () => {
    const native = await startNative({ tickMs });
    const working = native.core.stage.hold('work 1');
    const before = native.core.clock.now();
    const answer = native.post('/jobs', { sql: 'SELECT 1' }, { prefer: 'wait=60' });
    await working.reached();
    working.release();
    const { status, headers, body } = await soon('the answer', answer);
    expect({ status, errors: [...Value.Errors(Job, body)] }).toEqual({ status: 201, errors: [] });
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(headers.get('preference-applied')).toBe('wait=60');
    expect(native.core.clock.now()).toBe(before);
  });

  it.each([
    ['wait=3', 3, 'wait=3'],
    ['respond-async, Wait = "2"', 2, 'wait=2'],
    ['handling=lenient; foo, wait=86400', 60, 'wait=60'],
    ['wait=0', 0, 'wait=0'],
    ['wait=999999999999999999999', 60, 'wait=60'],
    ['foo="a, wait=1", wait=2; x="y, wait=3", wait=4', 2, 'wait=2'],
  ])('with %j it is answered when the time is up', async (prefer, waitedS, applied) => {
    const native = await startNative();
    const { clock, stage } = native.core;
    const working = stage.hold('work 1');
    const before = clock.now();
    const answer = native.post('/jobs', { sql: 'SELECT 1' }, { prefer });
    await working.reached();
    const { status, headers, body } = await clock.runUntil(answer);
    expect({ status, applied: headers.get('preference-applied') }).toEqual({
      status: 201,
      applied,
    });
    expect(body).toMatchObject({ ended_at: null });
    expect(clock.now() - before).toBe(waitedS * 1_000);
  });

  const open = 'a="b, wait=5';
  // Quotes in quotes, as many as a header takes.
  const escaped = '"\\'.repeat(30_000);
  it.each(['wait=soon', 'wait=-1', 'waiting=5', 'await=5', 'wait', '', open, escaped])(
    'with %j, which is no such preference, it is answered at once',
    async (prefer) => {
      const native = await startNative({ tickMs });
      native.core.stage.hold('work 1');
      const answer = native.post('/jobs', { sql: 'SELECT 1' }, { prefer });
      const { status, headers } = await soon('the answer', answer);
      expect(status).toBe(201);
      expect(headers.get('preference-applied')).toBeNull();
    },
  );

  it('waits for the job that its key has made as well, and for each statement of a session', async () => {
    const native = await startNative();
    const order = { sql: 'SELECT 1', key: 'once' };
    const jobId = await native.submit(order);
    const again = await native.core.clock.runUntil(
      native.post('/jobs', order, { prefer: 'wait=60' }),
    );
    expect(again).toMatchObject({ status: 200, body: { id: jobId, status: 'succeeded' } });

    const made = await native.post('/sessions', {});
    const path = `/sessions/${(made.body as { id: string }).id}/statements`;
    const statements = ['SELECT 1', 'SELECT 2', 'SELECT 3'];
    const ran = await native.core.clock.runUntil(
      native.post(path, { statements }, { prefer: 'wait=60' }),
    );
    const ended = statements.map(() => expect.objectContaining({ status: 'succeeded' }));
    expect(ran).toMatchObject({ status: 201, body: { statements: ended } });
  });

  it('waits no more for a client that has left; the job runs on', async () => {
    const native = await startNative({ tickMs });
    const working = native.core.stage.hold('work 1');
    const listening = native.core.listening();
    const leave = new AbortController();
    const asked = fetch(`${native.url}/jobs`, {
      method: 'POST',
      headers: { ...as('alice'), 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify({ sql: 'SELECT 1' }),
      signal: leave.signal,
    });
    await working.reached();
    await native.core.clock.asleepFor(lookAgainMs);
    leave.abort();
    await expect(asked).rejects.toThrow('aborted');
    await expect.poll(() => native.core.listening()).toBe(listening);
    working.release();
    const { body } = await native.get('/jobs');
    const [job] = (body as { jobs: { id: string }[] }).jobs;
    const awaited = await native.core.clock.runUntil(native.get(`/jobs/${job?.id}/wait`));
    expect(awaited.body).toMatchObject({ status: 'succeeded' });
  });
});

/** A wait reads the row again this often; by it the tests know that somebody waits. */
const lookAgainMs = 1_000;
/** Another time than that, so that the runner's sleep is not taken for it. */
const tickMs = 700;
