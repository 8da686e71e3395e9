import { ConnectionError, ProblemError, SluiceClient, UnexpectedAnswerError } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { collect } from './support/collect.ts';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';
const type = { 'content-type': 'application/x-ndjson; charset=utf-8' };
const verdict = { line: 'job', job_id: jobId, verdict: 'cancelled', status: 'cancelled' };
const summary = { line: 'summary', total: 2, cancelled: 2, ended_otherwise: 0, not_confirmed: 0 };

function lines(...values: object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

describe('a cancel of all that match', () => {
  it('asks with the words once, and does not take what was cut off for an answer', async () => {
    await using server = await serve((response) => {
      const text = Buffer.from(lines(summary, verdict, { ...verdict, job_id: 'übrig' }));
      response.writeHead(202, type);
      // Cut in the middle of a line, and of a letter.
      for (const at of [0, 7, text.length - 60]) response.write(text.subarray(at, at + 7));
      response.destroy();
    });
    const client = new SluiceClient({ url: server.url, apiKey });
    const match = { queue: 'nightly', older_than_ms: 60_000 };
    await expect(client.cancelMatching(match, { waitMs: 5 })).rejects.toThrow(ConnectionError);
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/jobs/cancel',
      body: JSON.stringify({ ...match, wait_ms: 5 }),
    });
    expect(server.asked).toHaveLength(1);
  });

  it('gives the summary first, whatever the pieces', async () => {
    const second = { ...verdict, job_id: 'ü' };
    await using server = await serve((response) => {
      response.writeHead(200, type);
      for (const byte of Buffer.from(lines(summary, verdict, second))) {
        response.write(Buffer.from([byte]));
      }
      response.end();
    });
    const done = await new SluiceClient({ url: server.url, apiKey }).cancelMatching({ all: true });
    expect(done.summary).toEqual(summary);
    expect(await collect(done.verdicts)).toEqual([verdict, second]);
  });

  it('never takes an answer that broke off for a whole one', async () => {
    await using server = await serve((response, _asked, count) => {
      response.writeHead(200, type);
      response.end(
        count === 0 ? lines(summary, verdict) : lines(summary, verdict, {}).slice(0, -1),
      );
    });
    const client = new SluiceClient({ url: server.url, apiKey });
    for (let count = 0; count < 2; count++) {
      const { verdicts } = await client.cancelMatching({ all: true });
      const reading = collect(verdicts);
      await expect(reading).rejects.toThrow(ConnectionError);
      await expect(reading).rejects.toThrow('broke off at 1 of 2');
    }
  });

  it('is refused as the gateway says', async () => {
    await using server = await serve((response) =>
      answerJson(response, 400, problem(400, 'invalid_request')),
    );
    const asking = new SluiceClient({ url: server.url, apiKey }).cancelMatching({});
    await expect(asking).rejects.toBeInstanceOf(ProblemError);
  });

  it('is not taken from something else than a gateway', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, type);
      response.end('{}\n');
    });
    const asking = new SluiceClient({ url: server.url, apiKey }).cancelMatching({ all: true });
    await expect(asking).rejects.toBeInstanceOf(UnexpectedAnswerError);
  });
});

it('a dry run reads whole jobs', async () => {
  const job = sampleJob({ status: 'queued' });
  await using server = await serve((response) => {
    response.writeHead(200, type);
    response.end(lines({ line: 'summary', total: 1 }, { line: 'job', job }));
  });
  const found = await new SluiceClient({ url: server.url, apiKey }).listMatching({ all: true });
  expect(found.total).toBe(1);
  expect(await collect(found.jobs)).toEqual([job]);
  expect(server.asked[0]?.body).toBe('{"all":true,"dry_run":true}');
});
