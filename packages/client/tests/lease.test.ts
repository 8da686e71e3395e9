import { SluiceClient } from '@sluice/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const lease = { client_lease_ms: 30_000, runs_out_at: '2026-11-22T08:30:00.000Z' };
const isRenewal = ({ url }: { readonly url: string }) => url.endsWith('/lease');

describe('a client lease', () => {
  it('is renewed three times before it would run out, also after a renewal was lost', async () => {
    await using server = await serve((response, _asked, count) => {
      if (count === 0) response.destroy();
      else answerJson(response, 200, lease);
    });
    const { sessions } = new SluiceClient({ url: server.url, apiKey: 'key' });
    const kept = sessions.keepLease('s-1', 30_000);
    for (const count of [1, 2, 3]) {
      vi.advanceTimersByTime(10_000);
      await expect.poll(() => server.asked.length).toBe(count);
    }
    expect(new Set(server.asked.map(({ url }) => url))).toEqual(
      new Set(['/api/v1/sessions/s-1/lease']),
    );
    kept[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that is none any more is not renewed again', async () => {
    await using server = await serve((response) =>
      answerJson(response, 409, problem(409, 'no_lease')),
    );
    const { sessions } = new SluiceClient({ url: server.url, apiKey: 'key' });
    using _kept = sessions.keepLease('s-1', 30_000);
    vi.advanceTimersByTime(10_000);
    await expect.poll(() => vi.getTimerCount()).toBe(0);
  });

  it('of a run is kept until the job has ended, and one that has none is not', async () => {
    let renewed = false;
    await using server = await serve((response, asked) => {
      renewed ||= isRenewal(asked);
      if (isRenewal(asked)) return answerJson(response, 200, lease);
      const isOver = asked.method === 'GET' && renewed;
      return answerJson(response, 200, sampleJob(isOver ? { status: 'succeeded' } : {}));
    });
    const client = new SluiceClient({ url: server.url, apiKey: 'key' });
    const order = { sql: 'SELECT 1', client_lease_ms: 3_000 };
    const options = { onLook: () => void vi.advanceTimersByTime(1_000) };
    expect((await client.run(order, options)).kind).toBe('ended');
    expect(server.asked.find(isRenewal)).toMatchObject({ url: `/api/v1/jobs/${jobId}/lease` });
    expect(vi.getTimerCount()).toBe(0);
    await client.run({ sql: 'SELECT 1' }, { onLook: () => expect(vi.getTimerCount()).toBe(0) });
  });
});
