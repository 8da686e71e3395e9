import { AbortedError, ConnectionError, SluiceClient } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, serve } from './support/serve.ts';

const apiKey = 'key-1';
const ended = sampleJob({ status: 'succeeded', ended_at: '2026-11-22T08:30:02.000Z' });

describe('a wait', () => {
  it('polls until the job has ended, and shows each look', async () => {
    await using server = await serve((response, _asked, count) =>
      answerJson(response, 200, count < 2 ? sampleJob() : ended),
    );
    const looks: string[] = [];
    const awaited = await new SluiceClient({ url: server.url, apiKey }).wait(jobId, {
      onLook: ({ status }) => looks.push(status),
    });

    expect(awaited).toEqual({ kind: 'ended', job: ended });
    expect(looks).toEqual(['running', 'running', 'succeeded']);
    expect(server.asked.map(({ url }) => url)).toEqual([
      `/api/v1/jobs/${jobId}/wait?timeout_ms=250`,
      `/api/v1/jobs/${jobId}/wait?timeout_ms=500`,
      `/api/v1/jobs/${jobId}/wait?timeout_ms=1000`,
    ]);
  });

  it('ends at its deadline with the job as it is', async () => {
    await using server = await serve((response) => answerJson(response, 200, sampleJob()));
    const client = new SluiceClient({ url: server.url, apiKey });

    expect(await client.wait(jobId, { timeoutMs: 0 })).toEqual({ kind: 'live', job: sampleJob() });
    expect(server.asked.map(({ url }) => url)).toEqual([`/api/v1/jobs/${jobId}/wait?timeout_ms=0`]);
  });

  it('outlives a gateway that goes away for a moment', async () => {
    await using server = await serve((response, _asked, count) => {
      if (count === 1) response.destroy();
      else answerJson(response, 200, count === 0 ? sampleJob() : ended);
    });
    const awaited = await new SluiceClient({ url: server.url, apiKey }).wait(jobId);

    expect(awaited.kind).toBe('ended');
    expect(server.asked).toHaveLength(3);
  });

  it('fails at once when there is no gateway', async () => {
    await using server = await serve((response) => response.destroy());
    const wait = new SluiceClient({ url: server.url, apiKey }).wait(jobId);

    await expect(wait).rejects.toBeInstanceOf(ConnectionError);
    expect(server.asked).toHaveLength(1);
  });

  it('ends when its caller leaves, also between two polls', async () => {
    const leave = new AbortController();
    await using server = await serve((response) => answerJson(response, 200, sampleJob()));
    const wait = new SluiceClient({ url: server.url, apiKey }).wait(jobId, {
      signal: leave.signal,
      onLook: () => leave.abort(),
    });

    await expect(wait).rejects.toBeInstanceOf(AbortedError);
    expect(server.asked).toHaveLength(1);
  });
});
