import { AbortedError, SluiceClient, StoppedError } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { jobId, sampleJob, sampleReceipt } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';
const order = { sql: 'SELECT 1', key: 'mine' };
const cancelled = sampleJob({ status: 'cancelled' });
const cancelPath = '/api/v1/jobs/by-key/mine/cancel';

async function stopped(run: Promise<unknown>): Promise<StoppedError> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoppedError)) throw new Error('was not stopped', { cause: error });
  return error;
}

describe('a run', () => {
  it('is the job as it ended', async () => {
    const failed = sampleJob({ status: 'failed' });
    await using server = await serve((response, { method }) =>
      answerJson(response, method === 'POST' ? 201 : 200, method === 'POST' ? sampleJob() : failed),
    );
    expect(await new SluiceClient({ url: server.url, apiKey }).run(order)).toEqual(failed);
  });

  it('that is aborted cancels the job, and throws the verdict', async () => {
    const leave = new AbortController();
    const answer = { verdict: 'cancelled', job: cancelled, receipt: sampleReceipt() };
    await using server = await serve((response, { url }) =>
      answerJson(response, 200, url === cancelPath ? answer : sampleJob()),
    );
    const run = new SluiceClient({ url: server.url, apiKey }).run(order, {
      signal: leave.signal,
      stopWaitMs: 700,
      onLook: () => leave.abort('enough'),
    });

    const { key, verdict, cause } = await stopped(run);
    expect({ key, cause }).toEqual({ key: 'mine', cause: 'enough' });
    expect(verdict).toMatchObject({ kind: 'cancelled', job: { id: jobId }, confirmedInMs: 17 });
    expect(server.asked.at(-1)).toMatchObject({ url: cancelPath, body: '{"wait_ms":700}' });
  });

  it('that is aborted while its submit is under way cancels by the key', async () => {
    const leave = new AbortController();
    const expires_at = '2026-11-23T08:30:00.000Z';
    const answer = { verdict: 'awaiting_submit', key: 'mine', expires_at };
    await using server = await serve((response, { url }) => {
      if (url === cancelPath) answerJson(response, 202, answer);
      else leave.abort();
    });
    const run = new SluiceClient({ url: server.url, apiKey }).run(order, { signal: leave.signal });

    expect((await stopped(run)).verdict).toEqual({
      kind: 'awaiting_submit',
      key: 'mine',
      expiresAt: expires_at,
    });
  });

  it('whose cancel is refused says that the job may run on', async () => {
    const leave = new AbortController();
    await using server = await serve((response, { url }) =>
      url === cancelPath
        ? answerJson(response, 403, problem(403, 'forbidden'))
        : answerJson(response, 200, sampleJob()),
    );
    const run = new SluiceClient({ url: server.url, apiKey }).run(order, {
      signal: leave.signal,
      onLook: () => leave.abort(),
    });

    expect((await stopped(run)).verdict).toMatchObject({
      kind: 'unanswered',
      error: { code: 'forbidden' },
    });
  });

  it('that was aborted before submits nothing', async () => {
    await using server = await serve((response) => answerJson(response, 500, {}));
    const client = new SluiceClient({ url: server.url, apiKey });

    await expect(client.run(order, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
      AbortedError,
    );
    expect(server.asked).toEqual([]);
  });
});
