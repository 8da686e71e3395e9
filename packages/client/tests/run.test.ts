import { AbortedError, type Job, SluiceClient, StoppedError } from '@sluice/client';
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
    const run = new SluiceClient({ url: server.url, apiKey }).run(order);
    expect(await run).toEqual({ kind: 'ended', job: failed });
  });

  it('whose time is up is the job as it was last seen, and with no time as it was submitted', async () => {
    await using server = await serve((response) => answerJson(response, 200, sampleJob()));
    const client = new SluiceClient({ url: server.url, apiKey });
    const looks: string[] = [];
    const options = { timeoutMs: 0, onLook: (job: Job) => looks.push(job.status) };
    expect(await client.run(order, options)).toEqual({ kind: 'live', job: sampleJob() });
    expect(looks).toEqual([sampleJob().status]);
    expect(server.asked.map(({ method }) => method)).toEqual(['POST']);
    expect(await client.run(order, { timeoutMs: 1 })).toEqual({ kind: 'live', job: sampleJob() });
  });

  it('in a session submits its statement there, and cancels it alike', async () => {
    const leave = new AbortController();
    const answer = { verdict: 'cancelled', job: cancelled, receipt: sampleReceipt() };
    await using server = await serve((response, { url }) => {
      if (url === cancelPath) return answerJson(response, 200, answer);
      leave.abort();
      return answerJson(response, 201, { statements: [sampleJob()] });
    });
    const run = new SluiceClient({ url: server.url, apiKey }).sessions.run('s-1', order, {
      signal: leave.signal,
    });
    expect((await stopped(run)).verdict).toMatchObject({ kind: 'cancelled' });
    expect(server.asked[0]).toMatchObject({
      url: '/api/v1/sessions/s-1/statements',
      body: '{"key":"mine","statements":["SELECT 1"]}',
    });
  });

  it.each([
    ['runImport', '/api/v1/imports'],
    ['runExport', '/api/v1/exports'],
    ['runResultExport', '/api/v1/jobs/j-1/export'],
  ] as const)('of a transfer, %s, cancels it alike', async (name, path) => {
    const leave = new AbortController();
    const answer = { verdict: 'cancelled', job: cancelled, receipt: sampleReceipt() };
    await using server = await serve((response, { url }) => {
      if (url === cancelPath) return answerJson(response, 200, answer);
      leave.abort();
      return answerJson(response, 201, sampleJob());
    });
    const { transfers } = new SluiceClient({ url: server.url, apiKey });
    const file = 'obs://lake/a';
    const moved = { from: file, to: file, table: 'a', format: 'csv', key: 'mine' } as const;
    const { signal } = leave;
    const run =
      name === 'runResultExport'
        ? transfers.runResultExport('j-1', moved, { signal })
        : transfers[name](moved, { signal });
    expect((await stopped(run)).verdict).toMatchObject({ kind: 'cancelled' });
    expect(server.asked[0]).toMatchObject({ url: path, body: JSON.stringify(moved) });
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

  it('that is aborted when it has ended says so', async () => {
    const leave = new AbortController();
    const ended = sampleJob({ status: 'succeeded' });
    const refusal = problem(409, 'already_ended', { ending: 'succeeded', job: ended });
    await using server = await serve((response, { url }) =>
      url === cancelPath
        ? answerJson(response, 409, refusal)
        : answerJson(response, 200, leave.signal.aborted ? ended : sampleJob()),
    );
    const run = new SluiceClient({ url: server.url, apiKey }).run(order, {
      signal: leave.signal,
      timeoutMs: 0,
      onLook: () => leave.abort(),
    });
    expect((await stopped(run)).verdict).toEqual({ kind: 'ended_otherwise', job: ended });
  });

  it('whose stop is not waited for any longer leaves at once', async () => {
    const [leave, now] = [new AbortController(), new AbortController()];
    await using server = await serve((response, { url }) => {
      if (url === cancelPath) now.abort();
      else answerJson(response, 200, sampleJob());
    });
    let isStopping = false;
    const run = new SluiceClient({ url: server.url, apiKey }).run(order, {
      signal: leave.signal,
      stopSignal: now.signal,
      onLook: () => leave.abort(),
      onStop: () => (isStopping = server.asked.every(({ url }) => url !== cancelPath)),
    });
    expect((await stopped(run)).verdict).toMatchObject({
      kind: 'unanswered',
      error: { name: 'AbortedError' },
    });
    expect(isStopping).toBe(true);
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
