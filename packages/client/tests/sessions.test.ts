import type { Session, SessionReceipt } from '@sluice/client';
import { SluiceClient } from '@sluice/client';
import { expect, test } from 'vitest';
import { jobId, sampleJob } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';
const sessionId = '0b6f1f0e-7d0f-4c0e-9a55-1f0e7d0f4c0e';

test('a create that is asked again has one key', async () => {
  await using server = await serve((response, _asked, count) => {
    if (count === 0) response.destroy();
    else answerJson(response, 200, session('waiting'));
  });
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  expect(await sessions.create({ queue: 'night' })).toEqual(session('waiting'));
  const [first, second] = server.asked.map(({ body }) => body);
  expect(first).toMatch(/^\{"queue":"night","key":"[0-9a-f-]{36}"\}$/);
  expect(second).toBe(first);
});

test('a wait goes on until the session neither waits nor starts', async () => {
  const statuses = ['waiting', 'starting', 'open'] as const;
  await using server = await serve((response, _asked, count) =>
    answerJson(response, 200, session(statuses[count] ?? 'open')),
  );
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  expect(await sessions.wait(sessionId)).toMatchObject({ status: 'open' });
  expect(server.asked.map(({ url }) => url)).toEqual(
    [250, 500, 1000].map((ms) => `/api/v1/sessions/${sessionId}/wait?timeout_ms=${ms}`),
  );
});

test('a close says how long the proof took', async () => {
  const answer = { verdict: 'closed', session: session('closed'), receipt: receipt() };
  await using server = await serve((response) => answerJson(response, 200, answer));
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  expect(await sessions.close(sessionId, { waitMs: 500 })).toEqual({
    kind: 'closed',
    session: session('closed'),
    receipt: receipt(),
    confirmedInMs: 17,
  });
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    url: `/api/v1/sessions/${sessionId}/close`,
    body: '{"wait_ms":500}',
  });
});

test('a close of an ended session says how it ended, and one that is not confirmed says so', async () => {
  const ended = problem(409, 'already_ended', { session: session('lost') });
  await using server = await serve((response, _asked, count) => {
    if (count === 0) answerJson(response, 409, ended);
    else answerJson(response, 202, { verdict: 'not_confirmed', session: session('closing') });
  });
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  expect(await sessions.close(sessionId)).toEqual({
    kind: 'ended_otherwise',
    session: session('lost'),
  });
  expect(await sessions.close(sessionId)).toEqual({
    kind: 'not_confirmed',
    session: session('closing'),
  });
});

test('a close whose answer was lost is told as it went, with its receipt', async () => {
  const ended = problem(409, 'already_ended', { session: session('closed') });
  await using server = await serve((response, { url }, count) => {
    if (count === 0) response.destroy();
    else if (url.endsWith('/closing')) answerJson(response, 200, receipt());
    else answerJson(response, 409, ended);
  });
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  expect(await sessions.close(sessionId)).toMatchObject({ kind: 'closed', confirmedInMs: 17 });
});

test('a statement whose answer was lost is asked again with one key; several of one request are not', async () => {
  await using server = await serve((response, _asked, count) => {
    if (count === 1) answerJson(response, 201, { statements: [sampleJob()] });
    else response.destroy();
  });
  const { sessions } = new SluiceClient({ url: server.url, apiKey });
  const one = { statements: ['SELECT 1'] };
  expect(await sessions.submit(sessionId, one)).toMatchObject([{ id: jobId }]);
  const [first, second] = server.asked.map(({ body }) => body);
  expect(first).toMatch(/"key":"[0-9a-f-]{36}"/);
  expect(second).toBe(first);
  const two = { statements: ['SELECT 1', 'SELECT 2'] };
  await expect(sessions.submit(sessionId, two)).rejects.toThrow('cannot reach');
  expect(server.asked).toHaveLength(3);
});

function session(status: Session['status']): Session {
  return {
    id: sessionId,
    number: 3,
    kind: 'sql',
    status,
    queue: 'default',
    engine: 'duckdb',
    database: 'default',
    owner: 'admin',
    name: null,
    key: null,
    wait_timeout_ms: null,
    idle_timeout_ms: null,
    created_at: '2026-11-22T08:30:00.000Z',
    opened_at: null,
    ended_at: null,
    error: null,
    close: null,
  };
}

function receipt(): SessionReceipt {
  return {
    session_id: sessionId,
    by: 'admin',
    reason: 'user',
    request_id: 'r-1',
    ending: 'closed',
    rung: 'close',
    phases: {
      accepted: '2026-11-22T08:30:01.000Z',
      statements_ended: '2026-11-22T08:30:01.002Z',
      observed: '2026-11-22T08:30:01.010Z',
      released: '2026-11-22T08:30:01.017Z',
    },
    statements: { succeeded: 0, failed: 0, cancelled: 0, lost: 0 },
    remarks: [],
    collateral: [],
    rungs: [],
    checks: [],
  };
}
