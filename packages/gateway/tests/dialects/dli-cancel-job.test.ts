import { describe, expect, it } from 'vitest';
import { soon } from '../support/soon.ts';
import { cancelTimeoutMs, tokens } from './call-dli.ts';
import { failsWhenAsked, projectId, startDli } from './start-dli.ts';

const cancelled = '{"is_success":true,"message":""}';
const unknownId = '00000000-0000-4000-8000-000000000000';

describe('DELETE jobs/{job_id}', () => {
  it('says success when a running job was seen to stop and gave back what it held', async () => {
    const dli = await startDli();
    const { core } = dli;
    const working = core.stage.hold('work 1');
    const checking = core.stage.hold('release checked');
    const jobId = await dli.submit('CREATE TABLE copy AS SELECT 1');
    await working.reached();

    let isAnswered = false;
    const answer = dli.call('DELETE', `jobs/${jobId}`).finally(() => {
      isAnswered = true;
    });
    await checking.reached();
    expect(isAnswered).toBe(false);
    checking.release();

    expect(await answer).toMatchObject({ status: 200, text: cancelled });
    expect([...core.engine.alive]).toEqual([]);
    expect([...core.engine.committed]).toEqual([]);
    expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
      intent: { by: 'alice', reason: 'user', requestId: expect.any(String) as string },
      ending: 'cancelled',
    });
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({ is_success: true, status: 'CANCELLED', message: '' });
  });

  it('cancels a queued job at once, and no engine hears of it', async () => {
    const dli = await startDli({ slots: 1 });
    const working = dli.core.stage.hold('work 1');
    await dli.submit('SELECT 1');
    await working.reached();
    const waiting = await dli.submit('SELECT 2');
    expect(await dli.call('DELETE', `jobs/${waiting}`)).toMatchObject({ text: cancelled });
    expect(dli.core.engine.born).not.toContain(waiting);
  });

  it('needs no body, whatever the headers say of one', async () => {
    const dli = await startDli({ slots: 1 });
    const working = dli.core.stage.hold('work 1');
    await dli.submit('SELECT 1');
    await working.reached();
    for (const [body, type] of [
      [undefined, 'application/json'],
      ['', 'application/json'],
      ['{}', 'application/json'],
      ['{"sql":1}', 'text/plain'],
      ['{{', 'application/json'],
    ]) {
      const waiting = await dli.submit('SELECT 2');
      const headers = { 'x-auth-token': tokens.alice, 'content-type': type ?? '' };
      const answer = await dli.call('DELETE', `jobs/${waiting}`, body, headers);
      expect(answer).toMatchObject({ status: 200, text: cancelled });
    }
  });

  it('answers a repeated cancel alike while the first goes on', async () => {
    const dli = await startDli();
    const working = dli.core.stage.hold('work 1');
    const checking = dli.core.stage.hold('release checked');
    const jobId = await dli.submit('SELECT 1');
    await working.reached();
    const first = dli.call('DELETE', `jobs/${jobId}`);
    await checking.reached();
    const second = dli.call('DELETE', `jobs/${jobId.toUpperCase()}`);
    checking.release();
    expect((await first).text).toBe(cancelled);
    expect((await second).text).toBe(cancelled);
  });

  it.each([
    ['SELECT 1', 'FINISHED'],
    ['SELECT fail', 'FAILED'],
  ])('refuses %s, which has ended %s', async (sql, word) => {
    const dli = await startDli({ script: { answer: failsWhenAsked } });
    const jobId = await dli.run(sql);
    const before = await dli.core.read(jobId, projectId);
    expect(await dli.call('DELETE', `jobs/${jobId}`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0007',
        error_msg: `The job ${jobId} is in status ${word} and cannot be cancelled.`,
      },
    });
    expect(await dli.core.read(jobId, projectId)).toEqual(before);
  });

  it('refuses one that was cancelled before', async () => {
    const dli = await startDli({ slots: 1 });
    const working = dli.core.stage.hold('work 1');
    const jobId = await dli.submit('SELECT 1');
    await working.reached();
    await dli.call('DELETE', `jobs/${jobId}`);
    dli.core.clock.advance(1);
    expect((await dli.call('DELETE', `jobs/${jobId}`)).body).toEqual({
      error_code: 'DLI.0007',
      error_msg: `The job ${jobId} is in status CANCELLED and cannot be cancelled.`,
    });
  });

  it('names the true ending when the job finished while the cancel was on its way', async () => {
    const dli = await startDli();
    const committed = dli.core.stage.hold('committed');
    const told = dli.core.stage.hold('rung interrupt');
    const jobId = await dli.submit('CREATE TABLE copy AS SELECT 1');
    await committed.reached();
    const answer = dli.call('DELETE', `jobs/${jobId}`);
    await told.reached();
    told.release();
    committed.release();
    expect((await answer).body).toEqual({
      error_code: 'DLI.0007',
      error_msg: `The job ${jobId} is in status FINISHED and cannot be cancelled.`,
    });
    expect(dli.core.engine.committed.has(jobId)).toBe(true);
  });

  it('does not say that a job was stopped whose engine went out of reach', async () => {
    const dli = await startDli();
    dli.core.engine.goOutOfReach();
    const jobId = await dli.run('SELECT 1');
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({
      status: 'FAILED',
      message: 'DLI.0012: The scripted engine is out of reach.',
    });
    expect((await dli.call('DELETE', `jobs/${jobId}`)).body).toEqual({
      error_code: 'DLI.0007',
      error_msg:
        `The job ${jobId} is in status FAILED and cannot be cancelled. ` +
        'Its engine could not be reached, so what became of it there is not known.',
    });
  });

  it('says that a cancel goes on when it was not confirmed in time', async () => {
    const dli = await startDli();
    const { clock, stage } = dli.core;
    const working = stage.hold('work 1');
    const releasing = stage.hold('release asked');
    const jobId = await dli.submit('SELECT 1');
    await working.reached();
    const answer = dli.call('DELETE', `jobs/${jobId}`);
    await releasing.reached();
    const { status, body } = await clock.runUntil(answer);
    expect([status, body]).toEqual([
      400,
      {
        error_code: 'DLI.0019',
        error_msg:
          `The cancel of job ${jobId} is accepted and goes on, but the job was not seen to stop within ` +
          `${cancelTimeoutMs / 1_000} s; it is still in status RUNNING. Ask for its status again.`,
      },
    ]);
    releasing.release();
    await soon('the ending', clock.runUntil(dli.core.ended(jobId, projectId)));
    const after = await dli.call('GET', `jobs/${jobId}/status`);
    expect(after.body).toMatchObject({ status: 'CANCELLED' });
  });

  it('says the same of an unknown job and of one of another project', async () => {
    const dli = await startDli();
    const working = dli.core.stage.hold('work 1');
    const foreign = await dli.core.submit({ projectId: 'another' });
    await working.reached();
    await dli.core.witness.saw(foreign, 'running');
    const [ofForeign, ofUnknown] = [
      await dli.call('DELETE', `jobs/${foreign}`),
      await dli.call('DELETE', `jobs/${unknownId}`),
    ];
    expect(ofUnknown).toMatchObject({
      status: 400,
      text: `{"error_code":"DLI.0002","error_msg":"There is no job with id ${unknownId}"}`,
    });
    expect(ofForeign.status).toBe(ofUnknown.status);
    expect(ofForeign.text).toBe(ofUnknown.text.replace(unknownId, foreign));
    expect((await dli.core.read(foreign, 'another')).state.status).toBe('running');
  });
});
