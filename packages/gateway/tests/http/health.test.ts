import { expect, it } from 'vitest';
import { startHttp } from './start-http.ts';

it('says that it lives, to anybody', async () => {
  const { app } = await startHttp({ readiness: () => Promise.reject(new Error('down')) });
  const answer = await app.inject('/healthz');
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
});

it('says whether it can serve', async () => {
  let notReady: string[] = ['lease', 'samples'];
  const { app } = await startHttp({ readiness: async () => notReady });
  const before = await app.inject('/readyz');
  expect([before.statusCode, before.json()]).toEqual([
    503,
    { status: 'not_ready', not_ready: ['lease', 'samples'] },
  ]);
  notReady = [];
  const after = await app.inject('/readyz');
  expect([after.statusCode, after.json()]).toEqual([200, { status: 'ready' }]);
});

it('is not ready when the look fails, and tells only the log why', async () => {
  const { app, logText } = await startHttp({
    readiness: () => Promise.reject(new Error('no database at /srv/state.db')),
  });
  const answer = await app.inject('/readyz');
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain('/srv');
  expect(logText()).toContain('/srv/state.db');
});

it('is not ready when the look takes too long', async () => {
  const waits: number[] = [];
  const { app } = await startHttp({
    readiness: () => new Promise(() => {}),
    sleep: async (ms) => {
      waits.push(ms);
    },
  });
  const answer = await app.inject('/readyz');
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    { status: 'not_ready', not_ready: ['readiness check'] },
  ]);
  expect(waits).toEqual([2_000]);
});
