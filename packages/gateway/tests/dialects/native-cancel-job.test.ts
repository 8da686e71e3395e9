import { Cancelled, NotConfirmed, type Problem } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { failsWhenAsked } from './start-dli.ts';
import { projectId } from './native-users.ts';
import { cancelTimeoutMs, startNative, unknownId } from './start-native.ts';

describe('POST /jobs/{id}/cancel', () => {
  it('says cancelled when the job was seen to stop and gave back what it held', async () => {
    const native = await startNative();
    const { core } = native;
    const working = core.stage.hold('work 1');
    const checking = core.stage.hold('release checked');
    const jobId = await native.submit({ sql: 'CREATE TABLE copy AS SELECT 1' });
    await working.reached();

    let isAnswered = false;
    const answering = native.post(`/jobs/${jobId}/cancel`).finally(() => {
      isAnswered = true;
    });
    await checking.reached();
    expect(isAnswered).toBe(false);
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({ status: 'cancelling' });
    checking.release();

    const { status, body } = await answering;
    expect({ status, errors: [...Value.Errors(Cancelled, body)] }).toEqual({
      status: 200,
      errors: [],
    });
    expect(body).toMatchObject({
      verdict: 'cancelled',
      job: { id: jobId, status: 'cancelled', cancel: { by: 'alice', reason: 'user' }, error: null },
      receipt: {
        job_id: jobId,
        by: 'alice',
        reason: 'user',
        ending: 'cancelled',
        rung: 'interrupt',
      },
    });
    expect([...core.engine.alive]).toEqual([]);
    expect([...core.engine.committed]).toEqual([]);
  });

  it('cancels a queued job at once, and no engine hears of it', async () => {
    const native = await startNative({ slots: 1 });
    const working = native.core.stage.hold('work 1');
    await native.submit();
    await working.reached();
    const waiting = await native.submit();
    const answer = await native.post(`/jobs/${waiting}/cancel`, {});
    expect(answer).toMatchObject({
      status: 200,
      body: { verdict: 'cancelled', receipt: { rung: null, phases: { delivered: null } } },
    });
    expect(native.core.engine.born).not.toContain(waiting);
  });

  it.each([
    ['SELECT 1', 'succeeded'],
    ['SELECT fail', 'failed'],
  ])('refuses %s, which has %s, and changes nothing', async (sql, ending) => {
    const native = await startNative({ script: { answer: failsWhenAsked } });
    const jobId = await native.run({ sql });
    const before = await native.core.read(jobId, projectId);
    const answer = await native.post(`/jobs/${jobId}/cancel`);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'already_ended', ending, job: { id: jobId, status: ending } },
    });
    expect(await native.core.read(jobId, projectId)).toEqual(before);
  });

  it('tells the truth when the job finished while the cancel was on its way', async () => {
    const native = await startNative();
    const committed = native.core.stage.hold('committed');
    const told = native.core.stage.hold('rung interrupt');
    const jobId = await native.submit();
    await committed.reached();
    const answering = native.post(`/jobs/${jobId}/cancel`);
    await told.reached();
    committed.release();
    told.release();
    expect(await answering).toMatchObject({
      status: 409,
      body: { code: 'already_ended', ending: 'succeeded', job: { cancel: { by: 'alice' } } },
    });
    const receipt = await native.get(`/jobs/${jobId}/cancellation`);
    expect(receipt).toMatchObject({ status: 200, body: { ending: 'succeeded', by: 'alice' } });
  });

  it.each([
    ['the default', undefined, cancelTimeoutMs],
    ['what was asked', { wait_ms: 7_000 }, 7_000],
    ['no wait', { wait_ms: 0 }, 0],
  ])('says not confirmed after %s, and goes on', async (_what, body, waitedMs) => {
    const native = await startNative();
    const { clock, stage } = native.core;
    const working = stage.hold('work 1');
    const asked = stage.hold('release asked');
    const jobId = await native.submit();
    await working.reached();
    const before = clock.now();
    const answering = native.post(`/jobs/${jobId}/cancel`, body);
    await asked.reached();
    const answer = await clock.runUntil(answering);
    expect(clock.now() - before).toBe(waitedMs);
    expect(answer.status).toBe(202);
    expect([...Value.Errors(NotConfirmed, answer.body)]).toEqual([]);
    expect(answer.body).toMatchObject({ job: { id: jobId, status: 'cancelling' } });

    asked.release();
    await native.core.ended(jobId, projectId);
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({ status: 'cancelled' });
  });

  it('does not tell a job of another project from none, and leaves it alone', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const foreign = await native.core.submit({ projectId: 'project-2' });
    await working.reached();
    for (const jobId of [unknownId, foreign]) {
      const answer = await native.post(`/jobs/${jobId}/cancel`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect((answer.body as Problem).detail.replace(jobId, '')).toBe(
        'There is no job with the id  in this project.',
      );
    }
    expect(native.core.witness.pathOf(foreign)).not.toContain('cancelling');
  });
});
