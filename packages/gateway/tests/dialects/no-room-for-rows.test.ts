import { describe, expect, it } from 'vitest';
import { NoRoomForRowsError } from '../../src/core/ports/no-room-for-rows-error.ts';
import type { ResultReader } from '../../src/core/ports/result-reader.ts';
import type { Core } from '../support/start-core.ts';
import { rowsUntil, withEngine } from './native-results.ts';
import { startDli } from './start-dli.ts';
import { startFabric } from './start-fabric.ts';
import { startLivy } from './start-livy.ts';
import { startNative } from './start-native.ts';

const script = { answer: () => withEngine(3) };
const told = /^The server has no memory left to read this result/;

const readRows: ResultReader['readRows'] = () =>
  rowsUntil(0, new NoRoomForRowsError('Out of Memory Error'));

/** The engine has no memory for one more reader of it. */
function leaveNoRoom({ engine }: Core): void {
  Object.assign(engine.results, { readRows });
}

describe('a reader of a result for whom there is no memory is asked to come again', () => {
  it('by the native API', async () => {
    const native = await startNative({ script });
    leaveNoRoom(native.core);
    const jobId = await native.run();
    for (const accept of ['application/json', 'application/jsonl', 'text/csv']) {
      const answer = await native.get(`/jobs/${jobId}/result`, { accept });
      expect(answer).toMatchObject({
        status: 503,
        body: { code: 'unavailable', detail: expect.stringMatching(told) as string },
      });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });

  it('by DLI', async () => {
    const dli = await startDli({ script });
    leaveNoRoom(dli.core);
    const jobId = await dli.run({ sql: 'SELECT 1' });
    expect(await dli.call('GET', `jobs/${jobId}/preview`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { error_code: 'DLI.0999', error_msg: expect.stringMatching(told) as string },
    });
  });

  it('by Livy', async () => {
    const livy = await startLivy({ script });
    leaveNoRoom(livy.core);
    const session = await livy.open();
    const statement = await livy.run(session);
    const answer = await livy.get(`/sessions/${session}/statements/${statement}`);
    expect(answer).toMatchObject({
      status: 503,
      body: { msg: expect.stringMatching(told) as string },
    });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('by Fabric; who has just executed it is told its id, and not to execute it again', async () => {
    const fabric = await startFabric({ script });
    leaveNoRoom(fabric.core);
    const session = await fabric.open();
    for (const mode of ['DEFAULT', 'READ_OBS']) {
      const executed = await fabric.run(session, 'SELECT 1', { resultset_fetch_mode: mode });
      expect(executed).toMatchObject({ status: 200, body: { status: 0, session_id: session } });
      expect(executed.body).not.toHaveProperty('results');
      const { statement_id } = executed.body as { readonly statement_id: string };
      const path = `sessions/${session}/statements/${statement_id}`;
      expect(await fabric.call('GET', path)).toMatchObject({
        status: 503,
        headers: { 'retry-after': '5' },
        body: { error_code: 'common.00000500', error_msg: expect.stringMatching(told) as string },
      });
    }
  });
});
