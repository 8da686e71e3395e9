import { Job, LogPiece } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { startNative } from './start-native.ts';

const file = 'obs://lake/etl/job.py';

describe('POST /batches', () => {
  it('makes a batch of all that was asked for, once for each key', async () => {
    const native = await startNative();
    const order = {
      file,
      args: ['--day', '', '2024-01-02'],
      files: ['obs://lake/etl/lib.py'],
      name: 'nightly',
      priority: 3,
      key: 'nightly-1',
      grace_ms: 0,
      retries: 2,
    };
    const { status, body } = await native.post('/batches', order);
    expect(status).toBe(201);
    expect([...Value.Errors(Job, body)]).toEqual([]);
    const program = {
      file,
      runtime: 'python',
      args: order.args,
      files: order.files,
      name: 'nightly',
      grace_ms: 0,
      retries: 2,
    };
    const { id } = Value.Parse(Job, body);
    const written = await native.core.stores.jobs.find(projectId, id);
    expect(written?.request.accessKey).toBe('alice');
    expect(body).toMatchObject({
      kind: 'batch',
      statement_class: 'batch',
      sql: `${file} --day  2024-01-02`,
      program,
    });
    const again = await native.post('/batches', order);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: Value.Parse(Job, body).id });
    expect((await native.post('/batches', { ...order, args: [] })).status).toBe(409);
  });

  it.each([
    ['file', {}],
    ['file', { file: 'a job.py' }],
    ['file', { file: 'jobs/more/job.py' }],
    ['file', { file: 'obs://lake' }],
    ['args[0]', { file, args: ['a\0b'] }],
    ['files[0]', { file, files: ['/etc/passwd'] }],
    ['grace_ms', { file, grace_ms: -1 }],
    ['name', { file, name: 'two\nlines' }],
    ['retries', { file, retries: 101 }],
    ['sql', { file, sql: 'SELECT 1' }],
  ])('names %s where it is wrong: %j', async (field, order) => {
    const native = await startNative();
    const { status, body } = await native.post('/batches', order);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', field });
  });
});

describe('a cancel of a batch', () => {
  it.each(['', '/by-key'])('%s gives it a grace, which stays on record', async (by) => {
    const native = await startNative({ script: { obeys: 'kill' } });
    native.core.stage.hold('work 1');
    const order = { file, key: 'nightly' };
    const { id } = Value.Parse(Job, (await native.post('/batches', order)).body);
    await native.core.quiet();
    const path = by === '' ? `/jobs/${id}/cancel` : '/jobs/by-key/nightly/cancel';
    const { status, body } = await native.post(path, { grace_ms: 250, wait_ms: 0 });
    expect(status).toBe(202);
    expect(body).toMatchObject({ job: { cancel: { by: 'alice', grace_ms: 250 } } });
    const { body: refusal } = await native.post(path, { grace_ms: 600_001 });
    expect(refusal).toMatchObject({ code: 'invalid_request', field: 'grace_ms' });
  });

  it('of many gives each the same', async () => {
    const native = await startNative({ script: { obeys: 'kill' } });
    native.core.stage.hold('work 1');
    const { id } = Value.Parse(Job, (await native.post('/batches', { file })).body);
    await native.core.quiet();
    const order = { all: true, grace_ms: 0, wait_ms: 0 };
    expect((await native.post('/jobs/cancel', order)).status).toBe(202);
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ cancel: { grace_ms: 0 } });
  });
});

describe('the log of a batch', () => {
  const text = '水 is water\nline 2\n';

  it('is read in pieces that end between characters', async () => {
    const native = await startNative({ script: { log: () => text } });
    const { id } = Value.Parse(Job, (await native.post('/batches', { file })).body);
    const { body } = await native.get(`/jobs/${id}/logs/stdout?limit=4`);
    const piece = Value.Parse(LogPiece, body);
    expect(piece).toMatchObject({ stream: 'stdout', from: 0, next: 4, text: '水 ', size: 20 });
    const rest = await native.get(`/jobs/${id}/logs/stdout?from=${piece.next}`);
    expect(rest.body).toMatchObject({ text: text.slice(2), next: 20 });
    const past = await native.get(`/jobs/${id}/logs/stdout?from=1000`);
    expect(past.body).toMatchObject({ text: '', next: 1000, size: 20 });
  });

  it('is downloaded byte for byte', async () => {
    const native = await startNative({ script: { log: () => text.repeat(50_000) } });
    const { id } = Value.Parse(Job, (await native.post('/batches', { file })).body);
    const answer = await native.get(`/jobs/${id}/logs/stderr/file`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.text).toBe(text.repeat(50_000));
  });

  it('is followed until the batch has ended', async () => {
    let log = 'one\n';
    const native = await startNative({ script: { log: () => log } });
    native.core.stage.hold('work 1');
    const { id } = Value.Parse(Job, (await native.post('/batches', { file })).body);
    await native.core.quiet();
    const answer = native.get(`/jobs/${id}/logs/stdout/events`);
    await native.core.quiet();
    log = 'one\ntwo\n';
    native.core.stage.open();
    await native.core.ended(id, projectId);
    const { text: events } = await answer;
    const told = [...events.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
    expect(told.map(({ text: part = '' }) => part).join('')).toBe('one\ntwo\n');
    expect(events).toMatch(/event: end\n/);
    const later = await native.get(`/jobs/${id}/logs/stdout/events`, { 'last-event-id': '0:4' });
    expect(later.text).toContain('"two\\n"');
    expect(later.text).not.toContain('one');
  });

  it.each(['', '/file', '/events'])('%s has no try that was not made', async (rest) => {
    const native = await startNative();
    const { id } = Value.Parse(Job, (await native.post('/batches', { file })).body);
    const { status, body } = await native.get(`/jobs/${id}/logs/stdout${rest}?attempt=1`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('no try 1') });
  });

  it('is not there of a statement', async () => {
    const native = await startNative();
    const id = await native.submit();
    for (const rest of ['', '/file', '/events']) {
      const { status, body } = await native.get(`/jobs/${id}/logs/stdout${rest}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('batch') });
    }
  });
});
