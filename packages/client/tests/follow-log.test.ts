import { type LogPiece, SluiceClient } from '@sluice/client';
import { expect, it } from 'vitest';
import { collect } from './support/collect.ts';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, serve } from './support/serve.ts';

const logs = ['one\n', 'second try\n', 'x\n'];

/** A batch that was begun again twice while its log was read. */
function serveTries(isFollowed: boolean) {
  return serve((response, { url }, count) => {
    if (!url.includes('/logs/')) {
      return answerJson(response, 200, sampleJob({ status: count < 4 ? 'running' : 'failed' }));
    }
    const query = new URL(url, 'http://gateway').searchParams;
    const attempts = isFollowed && count < 2 ? 1 : 3;
    const attempt = Number(query.get('attempt') ?? attempts - 1);
    const from = Number(query.get('from') ?? 0);
    const text = (logs[attempt] ?? '').slice(from);
    const next = from + text.length;
    const size = logs[attempt]?.length ?? 0;
    const disk_full_at = null;
    const piece: LogPiece = {
      stream: 'stdout',
      attempt,
      attempts,
      from,
      next,
      size,
      text,
      disk_full_at,
    };
    return answerJson(response, 200, piece);
  });
}

async function textsOf(isFollowed: boolean, attempt?: number): Promise<string[]> {
  await using server = await serveTries(isFollowed);
  const { batches } = new SluiceClient({ url: server.url, apiKey: 'key-1' });
  const options = { isFollowed, ...(attempt !== undefined && { attempt }) };
  const pieces = await collect(batches.readLog(jobId, 'stdout', options));
  return pieces.map((piece) => `${piece.attempt}: ${piece.text}`);
}

it('a log that is followed goes on with each try from its beginning', async () => {
  expect(await textsOf(true)).toEqual(['0: one\n', '1: second try\n', '2: x\n']);
});

it('of one try has that alone, and of none that is named the last', async () => {
  expect(await textsOf(true, 1)).toEqual(['1: second try\n']);
  expect(await textsOf(false)).toEqual(['2: x\n']);
});
