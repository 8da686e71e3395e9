import { ProblemError, SluiceClient } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { jobId, sampleJob, sampleReceipt } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';
const cancelled = sampleJob({ status: 'cancelled' });
const succeeded = sampleJob({ status: 'succeeded' });

describe('a cancel', () => {
  it('says how long the proof took', async () => {
    const answer = { verdict: 'cancelled', job: cancelled, receipt: sampleReceipt() };
    await using server = await serve((response) => answerJson(response, 200, answer));
    const verdict = await new SluiceClient({ url: server.url, apiKey }).cancel(jobId, {
      waitMs: 500,
    });

    expect(verdict).toEqual({
      kind: 'cancelled',
      job: cancelled,
      receipt: sampleReceipt(),
      confirmedInMs: 17,
    });
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      url: `/api/v1/jobs/${jobId}/cancel`,
      body: '{"wait_ms":500}',
    });
  });

  it('of an ended job says how it ended', async () => {
    const ended = problem(409, 'already_ended', { ending: 'succeeded', job: succeeded });
    await using server = await serve((response) => answerJson(response, 409, ended));

    expect(await new SluiceClient({ url: server.url, apiKey }).cancel(jobId)).toEqual({
      kind: 'ended_otherwise',
      job: succeeded,
    });
  });

  it('that is not confirmed says so', async () => {
    const answer = { verdict: 'not_confirmed', job: sampleJob({ status: 'cancelling' }) };
    await using server = await serve((response) => answerJson(response, 202, answer));

    expect(await new SluiceClient({ url: server.url, apiKey }).cancel(jobId)).toEqual({
      kind: 'not_confirmed',
      job: sampleJob({ status: 'cancelling' }),
    });
  });

  it('by key can come before the submit', async () => {
    const expires_at = '2026-11-23T08:30:00.000Z';
    const answer = { verdict: 'awaiting_submit', key: 'mine', expires_at };
    await using server = await serve((response) => answerJson(response, 202, answer));

    expect(await new SluiceClient({ url: server.url, apiKey }).cancelByKey('mine')).toEqual({
      kind: 'awaiting_submit',
      key: 'mine',
      expiresAt: expires_at,
    });
    expect(server.asked[0]?.url).toBe('/api/v1/jobs/by-key/mine/cancel');
  });

  it('of an unknown job is refused', async () => {
    await using server = await serve((response) =>
      answerJson(response, 404, problem(404, 'not_found')),
    );
    const cancel = new SluiceClient({ url: server.url, apiKey }).cancel(jobId);

    await expect(cancel).rejects.toBeInstanceOf(ProblemError);
  });

  it('whose answer was lost is told as it went, with its receipt', async () => {
    const ended = problem(409, 'already_ended', { ending: 'cancelled', job: cancelled });
    await using server = await serve((response, { url }, count) => {
      if (count === 0) response.destroy();
      else if (url.endsWith('/cancellation')) answerJson(response, 200, sampleReceipt());
      else answerJson(response, 409, ended);
    });
    const verdict = await new SluiceClient({ url: server.url, apiKey }).cancel(jobId);

    expect(verdict).toMatchObject({ kind: 'cancelled', confirmedInMs: 17 });
  });

  it('of a job that was cancelled before did not cancel it', async () => {
    const ended = problem(409, 'already_ended', { ending: 'cancelled', job: cancelled });
    await using server = await serve((response) => answerJson(response, 409, ended));

    expect(await new SluiceClient({ url: server.url, apiKey }).cancel(jobId)).toEqual({
      kind: 'ended_otherwise',
      job: cancelled,
    });
  });
});
