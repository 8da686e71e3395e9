import { connect } from 'node:net';
import type { AuditEntry, AuditList } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { as, type Native, startNative } from './start-native.ts';

async function audit(native: Native, query = ''): Promise<readonly AuditEntry[]> {
  // What follows an answer is written soon after it.
  await native.core.quiet();
  const { status, text, body } = await native.get(`/audit${query}`);
  if (status !== 200) throw new Error(text);
  return (body as AuditList).entries;
}

it('has one record of each change that was asked for: who, what, from where, and what came of it', async () => {
  const native = await startNative();
  const jobId = await native.run();
  await native.post(
    '/queues',
    { name: 'Q_New', engine: 'scripted' },
    { 'user-agent': 'curl/8.1', 'x-request-id': 'r1' },
  );
  await native.post(`/jobs/${jobId}/cancel`, {}, as('oscar'));
  await native.get(`/jobs/${jobId}`);

  const entries = await audit(native);
  expect(
    entries.map(({ user, action, target, outcome }) => [user, action, target, outcome]),
  ).toEqual([
    // It had ended.
    ['oscar', 'cancel_job', jobId, 'rejected'],
    ['alice', 'create_queue', 'q_new', 'done'],
    ['alice', 'submit_job', jobId, 'done'],
  ]);
  expect(entries[1]).toEqual({
    id: 2,
    at: '2026-01-01T00:00:00.000Z',
    user: 'alice',
    role: 'admin',
    credential: { kind: 'api_key', id: expect.stringMatching(/^[0-9a-f]{12}$/) },
    action: 'create_queue',
    dli_event: null,
    target: 'q_new',
    outcome: 'done',
    remote_address: '127.0.0.1',
    request_id: 'r1',
    user_agent: 'curl/8.1',
  });
  expect(entries[2]?.dli_event).toBe('submitJob');
  expect(JSON.stringify(entries)).not.toContain('slk_');
});

it('has also what somebody tried and may not', async () => {
  const native = await startNative();
  const jobId = await native.run();
  await native.post('/queues', { name: 'mine' }, as('vera'));
  await native.post('/jobs', { sql: 'SELECT 1' }, as('vera'));
  await native.post(`/jobs/${jobId}/cancel`, {}, { ...as('vera'), 'x-project-id': 'elsewhere' });
  const refused = await audit(native, '?outcome=refused');
  expect(refused.map(({ user, action }) => [user, action])).toEqual([
    ['vera', 'cancel_job'],
    ['vera', 'submit_job'],
    ['vera', 'create_queue'],
  ]);
});

it('says what a change of grants, a restart and a bulk cancel were of', async () => {
  const native = await startNative();
  await native.post('/queues', { name: 'mine', engine: 'scripted' });
  const order = { user: 'vera', action: 'grant', privileges: ['SUBMIT_JOB'] };
  await fetch(`${native.url}/queues/Mine/grants`, {
    method: 'PUT',
    headers: { ...as('alice'), 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  await native.post('/jobs/cancel', { queue: 'mine', q: 'secret' });
  await native.post('/queues/mine/restart', {});
  const entries = await audit(native);
  expect(entries.map(({ action, target }) => [action, target])).toEqual([
    ['restart_queue', 'mine'],
    ['cancel_matching_jobs', '0 of 0: queue=mine q=…'],
    ['change_grants', 'mine: grant vera SUBMIT_JOB'],
    ['create_queue', 'mine'],
  ]);
});

it('is read by admins of its project, and by nobody else', async () => {
  const native = await startNative();
  await native.run();
  for (const user of ['vera', 'oscar'] as const) {
    expect((await native.get('/audit', as(user))).status).toBe(403);
  }
  expect((await native.get('/audit', as('eve'))).body).toEqual({ entries: [], next_before: null });
});

it('is read a page at a time, and by who, what and when', async () => {
  const native = await startNative();
  for (let count = 0; count < 5; count++) await native.submit();
  await native.post('/queues', { name: 'later' });
  await native.core.quiet();
  const read: number[] = [];
  for (let before = ''; ;) {
    const { body } = await native.get(`/audit?limit=2${before}`);
    const { entries, next_before } = body as AuditList;
    read.push(...entries.map(({ id }) => id));
    if (next_before === null) break;
    before = `&before=${next_before}`;
  }
  expect(read).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await audit(native, '?action=create_queue')).toHaveLength(1);
  expect(await audit(native, '?user=oscar')).toEqual([]);
  expect(
    await audit(native, '?since=2026-01-01T00:00:00Z&until=2026-01-01T00:00:01Z'),
  ).toHaveLength(6);
  expect(await audit(native, '?until=2026-01-01T00:00:00Z')).toEqual([]);
  expect((await native.get('/audit?who=alice')).status).toBe(400);
});

it('has what was submitted while its client waits for the end', async () => {
  const native = await startNative({ tickMs: 700 });
  const working = native.core.stage.hold('work 1');
  const answer = native.post('/jobs', { sql: 'SELECT 1' }, { prefer: 'wait=60' });
  await working.reached();
  await expect
    .poll(async () => (await audit(native))[0])
    .toMatchObject({ action: 'submit_job', outcome: 'done', target: expect.any(String) as string });
  working.release();
  const { id } = (await answer).body as { id: string };
  expect((await audit(native)).map(({ target }) => target)).toEqual([id]);
});

it('has what a client asked for that reset its connection at once', async () => {
  const native = await startNative();
  const { hostname, port, pathname } = new URL(`${native.url}/queues`);
  const queues = Array.from({ length: 30 }, (_, number) => `reset_${number}`);
  for (const name of queues) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const body = JSON.stringify({ name, engine: 'scripted' });
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `authorization: ${as('alice')['authorization']}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ];
    await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, resolve));
    socket.resetAndDestroy();
  }
  const names = async () => {
    const { queues: there } = (await native.get('/queues')).body as { queues: { name: string }[] };
    return there.map(({ name }) => name).filter((name) => name.startsWith('reset_'));
  };
  // As many as were made have their record; some may not have been read any more.
  await expect
    .poll(async () => {
      const made = (await names()).length;
      const noted = (await audit(native, '?limit=100')).filter(
        ({ action, remote_address }) => action === 'create_queue' && remote_address === '127.0.0.1',
      );
      return made > 0 && noted.length >= made;
    })
    .toBe(true);
});
