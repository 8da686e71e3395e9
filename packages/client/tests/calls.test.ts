import {
  AbortedError,
  ConnectionError,
  ProblemError,
  SluiceClient,
  TimeoutError,
  UnexpectedAnswerError,
} from '@sluice/client';
import { describe, expect, it, vi } from 'vitest';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';

describe('a call', () => {
  it('carries the key and reads the answer', async () => {
    await using server = await serve((response) => answerJson(response, 200, sampleJob()));
    const client = new SluiceClient({ url: `${server.url}/`, apiKey });

    expect(await client.get(jobId)).toEqual(sampleJob());
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ method: 'GET', url: `/api/v1/jobs/${jobId}` });
    expect(server.asked[0]?.headers.authorization).toBe('Bearer key-1');
  });

  it('writes a list query as the gateway reads it', async () => {
    const page = { jobs: [], total: 0, offset: 0, next_offset: null };
    await using server = await serve((response) => answerJson(response, 200, page));
    const client = new SluiceClient({ url: server.url, apiKey });

    await client.list({ status: ['queued', 'running'], tag: ['team:a b'], limit: 5 });
    expect(server.asked[0]?.url).toBe(
      '/api/v1/jobs?status=queued&status=running&tag=team%3Aa+b&limit=5',
    );
  });

  it('says what the gateway refused', async () => {
    await using server = await serve((response) =>
      answerJson(response, 404, problem(404, 'not_found')),
    );
    const refused = await errorOf(new SluiceClient({ url: server.url, apiKey }).get(jobId));

    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({
      status: 404,
      code: 'not_found',
      requestId: 'r-1',
      message: 'it is not_found',
    });
  });

  it.each([
    ['an answer that is not JSON', 200, '<html>'],
    ['JSON of another server', 200, '{"hello": 1}'],
    ['an error of another server', 502, '<html>'],
  ])('does not take %s for one of a gateway', async (_what, status, body) => {
    await using server = await serve((response) => response.writeHead(status).end(body));
    const refused = await errorOf(new SluiceClient({ url: server.url, apiKey }).get(jobId));

    expect(refused).toBeInstanceOf(UnexpectedAnswerError);
    expect(refused.message).toContain(server.url);
  });

  it('does not carry the key to where another server points', async () => {
    await using other = await serve((response) => answerJson(response, 200, sampleJob()));
    await using server = await serve((response) =>
      response.writeHead(307, { location: `${other.url}/api/v1/jobs/${jobId}` }).end(),
    );
    const refused = await errorOf(new SluiceClient({ url: server.url, apiKey }).get(jobId));

    expect(refused).toBeInstanceOf(ConnectionError);
    expect(other.asked).toHaveLength(0);
  });

  it('ends at its deadline', async () => {
    await using server = await serve(() => {});
    const client = new SluiceClient({ url: server.url, apiKey });
    const late = await errorOf(client.get(jobId, { timeoutMs: 50 }));

    expect(late).toBeInstanceOf(TimeoutError);
    expect(late.message).toContain('50 ms');
  });

  it('ends when its caller leaves', async () => {
    const leave = new AbortController();
    await using server = await serve(() => leave.abort());
    const client = new SluiceClient({ url: server.url, apiKey });

    expect(await errorOf(client.get(jobId, { signal: leave.signal }))).toBeInstanceOf(AbortedError);
  });

  it('names the server that is not there', async () => {
    const gone = await serve(() => {});
    await gone[Symbol.asyncDispose]();
    const refused = await errorOf(new SluiceClient({ url: gone.url, apiKey }).get(jobId));

    expect(refused).toBeInstanceOf(ConnectionError);
    expect(refused.message).toBe(
      `cannot reach ${gone.url}: nothing listens there (connection refused)`,
    );
  });

  it('says that a server without TLS is reached by http://', async () => {
    await using server = await serve(() => {});
    const url = server.url.replace('http:', 'https:');

    expect((await errorOf(new SluiceClient({ url, apiKey }).get(jobId))).message).toBe(
      `cannot reach ${url}: it does not speak TLS; use http://`,
    );
  });

  it('says that https:// may be wanted where nothing is answered', async () => {
    await using server = await serve((response) => response.destroy());

    const refused = await errorOf(new SluiceClient({ url: server.url, apiKey }).get(jobId));
    expect(refused.message).toContain('cut before any answer; if it speaks TLS, use https://');
  });

  it('needs a runtime that tells the digits of a number', () => {
    using parse = vi.spyOn(JSON, 'parse');
    parse.mockImplementation(() => 1);

    expect(() => new SluiceClient({ url: 'http://x', apiKey })).toThrow(/Node 24 or newer/);
  });

  it('does not take a fault of its own for one of the gateway', async () => {
    await using server = await serve((response) => answerJson(response, 200, sampleJob()));
    const client = new SluiceClient({ url: server.url, apiKey });
    const fault = new TypeError('ours');
    const { parse: genuine } = JSON;
    // `fetch` parses, too.
    const parse = vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
      if (text.includes(jobId)) throw fault;
      return genuine(text, reviver) as unknown;
    });
    const failed = await errorOf(client.get(jobId)).finally(() => parse.mockRestore());

    expect(failed).toBe(fault);
  });

  it.each([
    ['ftp://x', 'k'],
    ['no url', 'k'],
    ['http://x', ''],
    ['http://x', 'a\nsecret'],
  ])('cannot be made to %s with such a key', (url, key) => {
    expect(() => new SluiceClient({ url, apiKey: key })).toThrow(TypeError);
    expect(() => new SluiceClient({ url, apiKey: key })).not.toThrow(/secret/);
  });
});

async function errorOf(call: Promise<unknown>): Promise<Error> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('the call did not fail');
  return error;
}
