import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Problem } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { UnwritableRowsError } from '../../src/core/ports/unwritable-rows-error.ts';
import { soon } from '../support/soon.ts';
import {
  endless,
  partsUntil,
  rowsUntil,
  startWithParts,
  startWithRows,
  withEngine,
} from './native-results.ts';
import { as, type Native, startNative } from './start-native.ts';

const csv = { accept: 'text/csv' };
const parquet = { accept: 'application/vnd.apache.parquet' };

describe('a result that cannot be read to its end', () => {
  it('is a problem where no row has been sent yet', async () => {
    const native = await startNative({ script: { answer: () => withEngine(3) } });
    const jobId = await native.run();
    // The engine has fewer rows than the result: none.
    for (const headers of [{}, csv]) {
      const answer = await native.get(`/jobs/${jobId}/result`, headers);
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
      expect(answer.headers.get('x-total-rows')).toBeNull();
      expect(answer.text).not.toContain('rows were read');
    }
  });

  it.each([
    ['fails', () => rowsUntil(200_000, new Error('the disk is gone'))],
    ['ends too early', () => rowsUntil(200_000)],
  ])('breaks the connection when it %s in the middle', async (_how, rows) => {
    const native = await startWithRows(300_000, rows);
    const jobId = await native.run();
    const response = await openResult(native, jobId);
    expect(response.statusCode).toBe(200);
    response.resume();
    await expect(soon('the end', once(response, 'end'))).rejects.toThrow('aborted');
    expect(response.complete).toBe(false);
  });

  it.each([
    ['fails', () => partsUntil(200_000, new Error('the disk is gone'))],
    ['ends too early', () => partsUntil(200_000)],
  ])('breaks the connection when a Parquet file of it %s in the middle', async (_how, parts) => {
    const native = await startWithParts(300_000, parts);
    const jobId = await native.run();
    const response = await openResult(native, jobId, parquet);
    expect(response.statusCode).toBe(200);
    response.resume();
    await expect(soon('the end', once(response, 'end'))).rejects.toThrow('aborted');
    expect(response.complete).toBe(false);
  });

  it('says of values that a form cannot hold what to ask for', async () => {
    const reason = 'Conversion Error: Could not convert Timestamp(S) to Timestamp(US)';
    const native = await startWithParts(1, async function* () {
      yield* partsUntil(0);
      throw new UnwritableRowsError(reason);
    });
    const jobId = await native.run();
    const answer = await native.get(`/jobs/${jobId}/result`, parquet);
    expect(answer).toMatchObject({ status: 400, body: { code: 'not_supported' } });
    expect((answer.body as Problem).detail).toContain(reason);
    expect((answer.body as Problem).detail).toContain('application/json');
  });

  it('is no longer written as Parquet when its reader has left', async () => {
    const closed = Promise.withResolvers<AbortSignal>();
    const native = await startWithParts(endless, async function* (left) {
      try {
        yield* partsUntil(endless);
      } finally {
        closed.resolve(left);
      }
    });
    const jobId = await native.run();
    const response = await openResult(native, jobId, parquet);
    await once(response, 'data');
    response.destroy();
    const left = await soon('the parts to be closed', closed.promise);
    expect(left.aborted).toBe(true);
  });

  it('is not read on when its reader has left, and nothing stays open', async () => {
    const closed = Promise.withResolvers<AbortSignal>();
    const native = await startWithRows(endless, async function* (left) {
      try {
        yield* rowsUntil(endless);
      } finally {
        closed.resolve(left);
      }
    });
    const jobId = await native.run();
    const response = await openResult(native, jobId);
    await once(response, 'data');
    response.destroy();
    const left = await soon('the rows to be closed', closed.promise);
    expect(left.aborted).toBe(true);
  });

  it('is read no faster than its reader takes it', async () => {
    let taken = 0;
    const native = await startWithRows(endless, async function* () {
      for await (const row of rowsUntil(endless)) {
        taken += row.length;
        yield row;
      }
    });
    const jobId = await native.run();
    const response = await openResult(native, jobId);
    response.pause();
    await standsStill(() => taken);
    // What two sockets hold back, not the result.
    expect(taken).toBeLessThan(64 * 1_024 * 1_024);
    response.destroy();
  });
});

async function openResult(
  native: Native,
  jobId: string,
  form: Readonly<Record<string, string>> = csv,
): Promise<IncomingMessage> {
  const request = get(`${native.url}/jobs/${jobId}/result`, {
    headers: { ...form, ...as('alice') },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  return response;
}

/** Waits until a count that grows has stopped growing for a while. */
async function standsStill(count: () => number): Promise<void> {
  let before = -1;
  while (before !== count()) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
