import {
  BulkCancelLine,
  BulkCancelSummary,
  DryRunLine,
  DryRunSummary,
  type Problem,
} from '@sluice/protocol';
import { type TSchema, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { type Answer, as, type Native, startNative } from './start-native.ts';

/** The lines of an answer, each as its schema says. */
function read<S extends TSchema, L extends TSchema>(answer: Answer, summary: S, line: L) {
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  expect(answer.text.endsWith('\n')).toBe(true);
  const [first, ...rest] = answer.text
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as unknown);
  expect([...Value.Errors(summary, first)]).toEqual([]);
  for (const each of rest) expect([...Value.Errors(line, each)]).toEqual([]);
  return { summary: first as Static<S>, lines: rest as Static<L>[] };
}

const noSlots = {
  name: 'nightly',
  engine: 'scripted',
  slots: 0,
  defaultDatabase: 'default',
  queuedTimeoutMs: null,
  runTimeoutMs: null,
  createdBy: 'alice',
};

async function openSession(native: Native): Promise<string> {
  const { id } = (await native.post('/sessions', {})).body as { id: string };
  expect((await native.get(`/sessions/${id}/wait`)).body).toMatchObject({ status: 'open' });
  return id;
}

async function submitTo(native: Native, session: string, statements: readonly string[]) {
  const { body } = await native.post(`/sessions/${session}/statements`, { statements });
  return (body as { statements: { id: string }[] }).statements.map(({ id }) => id);
}

async function dryRun(native: Native, words: object) {
  const answer = await native.post('/jobs/cancel', { ...words, dry_run: true });
  expect(answer.status).toBe(200);
  return read(answer, DryRunSummary, DryRunLine);
}

describe('POST /jobs/cancel', () => {
  it('cancels what matches, with a line for each', async () => {
    const native = await startNative({ slots: 1 });
    const working = native.core.stage.hold('work 1');
    const running = await native.submit({ tags: [{ key: 'run', value: '7' }] });
    await working.reached();
    const waiting = await native.submit({ tags: [{ key: 'run', value: '7' }] });
    const other = await native.submit();

    const answer = await native.post('/jobs/cancel', { tag: ['run:7'] }, as('oscar'));
    expect(answer.status).toBe(200);
    const { summary, lines } = read(answer, BulkCancelSummary, BulkCancelLine);
    expect(summary).toEqual({
      line: 'summary',
      total: 2,
      cancelled: 2,
      ended_otherwise: 0,
      not_confirmed: 0,
    });
    expect(lines).toEqual([
      { line: 'job', job_id: waiting, verdict: 'cancelled', status: 'cancelled', confirmed_ms: 0 },
      { line: 'job', job_id: running, verdict: 'cancelled', status: 'cancelled', confirmed_ms: 0 },
    ]);
    const requestId = answer.headers.get('x-request-id');
    for (const jobId of [running, waiting]) {
      expect((await native.get(`/jobs/${jobId}/cancellation`)).body).toMatchObject({
        by: 'oscar',
        reason: 'user',
        request_id: requestId,
        ending: 'cancelled',
      });
    }
    working.release();
    await native.core.ended(other, projectId);
  });

  it('says 202 while one is not seen to stop, and which', async () => {
    const native = await startNative({ slots: 1 });
    const settling = native.core.stage.hold('settled');
    const running = await native.submit();
    await native.core.witness.saw(running, 'running');
    const waiting = await native.submit();

    const answer = await native.post('/jobs/cancel', { all: true, wait_ms: 0 });
    expect(answer.status).toBe(202);
    const { summary, lines } = read(answer, BulkCancelSummary, BulkCancelLine);
    expect(summary).toMatchObject({ total: 2, cancelled: 1, not_confirmed: 1 });
    expect(lines).toEqual([
      {
        line: 'job',
        job_id: running,
        verdict: 'not_confirmed',
        status: 'cancelling',
        confirmed_ms: null,
      },
      { line: 'job', job_id: waiting, verdict: 'cancelled', status: 'cancelled', confirmed_ms: 0 },
    ]);
    settling.release();
    await native.core.ended(running, projectId);
  });

  it('lists in a dry run what it would cancel, all of it, and cancels nothing', async () => {
    const native = await startNative({ slots: 0 });
    const mine = [];
    for (let count = 0; count < 250; count++) {
      mine.push(await native.submit({ sql: `SELECT ${count}`, database: 'lake' }));
    }
    await native.submit();
    const { summary, lines } = await dryRun(native, { database: 'lake' });
    expect(summary).toEqual({ line: 'summary', total: 250 });
    expect(lines.map(({ job }) => job.id)).toEqual(mine);
    expect(lines[7]?.job).toEqual((await native.get(`/jobs/${mine[7]}`)).body);

    expect((await dryRun(native, { all: true })).summary.total).toBe(251);
    expect((await native.get('/jobs?status=queued')).body).toMatchObject({ total: 251 });
  });

  it('knows the words of the job list', async () => {
    const native = await startNative({ slots: 0 });
    await native.core.actions.createQueue({ ...noSlots, projectId });
    const tags = [
      { key: 'team', value: 'bi' },
      { key: 'run', value: 'a:b' },
    ];
    const order = { queue: 'nightly', database: 'lake', sql: 'INSERT INTO t', tags };
    const before = new Date(native.core.clock.now()).toISOString();
    native.core.clock.advance(60_000);
    await native.submit(order);
    await native.submit();
    for (const words of [
      { queue: 'NIGHTLY' },
      { database: 'lake' },
      { class: ['insert'] },
      { q: 'into' },
      { tag: ['team:bi', 'run:a:b'] },
      { queue: 'nightly', owner: 'alice', engine: 'Scripted', status: ['queued'] },
    ]) {
      expect.soft((await dryRun(native, words)).summary.total, JSON.stringify(words)).toBe(1);
    }
    for (const [words, total] of [
      [{ submitted_after: before }, 2],
      [{ submitted_before: before }, 0],
      [{ older_than_ms: 1 }, 0],
      [{ owner: 'nobody' }, 0],
      [{ status: ['running', 'cancelling'] }, 0],
      [{ tag: ['team:bi', 'run:7'] }, 0],
    ] as const) {
      expect.soft((await dryRun(native, words)).summary.total, JSON.stringify(words)).toBe(total);
    }
  });

  it('never means all by an accident', async () => {
    const native = await startNative({ slots: 0 });
    const jobId = await native.submit();
    for (const [body, field, complaint] of [
      [undefined, 'body', 'does not say which jobs'],
      [{}, 'body', 'does not say which jobs'],
      [{ dry_run: true }, 'body', 'does not say which jobs'],
      [{ wait_ms: 5 }, 'body', 'does not say which jobs'],
      [{ all: true, queue: 'default' }, 'all', 'Leave out one or the other'],
      [{ all: false }, 'all', 'true, or left out'],
      [{ all: 'true' }, 'all', 'true, or left out'],
      [{ status: [] }, 'status', 'an array of 1 to 100 words'],
      [{ status: 'queued' }, 'status', 'an array of 1 to 100 words'],
      [{ status: ['succeeded'] }, 'status[0]', 'one of queued, launching, running, cancelling'],
      [{ class: [] }, 'class', 'an array of 1 to 100 words'],
      [{ tag: [] }, 'tag', 'an array of 1 to 100 words'],
      [{ tag: Array(101).fill('a:b') }, 'tag', 'an array of 1 to 100 words'],
      [{ tag: ['no colon'] }, 'tag[0]', 'key:value'],
      [{ queue: '' }, 'queue', 'a name'],
      [{ owner: '' }, 'owner', 'text of 1 to'],
      [{ older_than_ms: -1 }, 'older_than_ms', 'a whole number'],
      [{ older_than_ms: '10m' }, 'older_than_ms', 'a whole number'],
      [{ submitted_before: 'yesterday' }, 'submitted_before', 'RFC 3339'],
      [{ queues: 'default' }, 'queues', 'is not known here'],
      [{ limit: 5, all: true }, 'limit', 'is not known here'],
      [{ all: true, dry_run: 'yes' }, 'dry_run', 'true or false'],
      [{ all: true, wait_ms: 300_001 }, 'wait_ms', 'a whole number'],
      [{ q: 'x'.repeat(1_000_000) }, 'q', 'text of 1 to'],
    ] as const) {
      const answer = await native.post('/jobs/cancel', body);
      const what = JSON.stringify(body)?.slice(0, 80);
      expect.soft(answer, what).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect.soft((answer.body as Problem).field, what).toBe(field);
      expect.soft((answer.body as Problem).detail, what).toContain(complaint);
    }
    expect(native.core.witness.pathOf(jobId)).toEqual(['queued']);
  });

  it('cancels the statements of a session, each for itself, and no other job', async () => {
    const native = await startNative({ slots: 2 });
    const working = native.core.stage.hold('work 1');
    const [one, other] = await Promise.all([openSession(native), openSession(native)]);
    const [first, ...behind] = await submitTo(native, one, ['SELECT 1', 'SELECT 2', 'SELECT 3']);
    await working.reached();
    const [single] = await submitTo(native, one, ['SELECT 4']);
    const [beside] = await submitTo(native, other, ['SELECT 5']);
    const job = await native.submit();

    const words = { session_id: one.toUpperCase() };
    const meant = await dryRun(native, words);
    expect(new Set(meant.lines.map((line) => line.job.id))).toEqual(
      new Set([first, ...behind, single]),
    );
    const answer = await native.post('/jobs/cancel', words, as('oscar'));
    expect(read(answer, BulkCancelSummary, BulkCancelLine).summary).toMatchObject({
      total: 4,
      cancelled: 4,
    });
    for (const jobId of [first, ...behind, single]) {
      expect((await native.get(`/jobs/${jobId}/cancellation`)).body).toMatchObject({
        by: 'oscar',
        reason: 'user',
        ending: 'cancelled',
      });
    }
    expect((await native.get(`/sessions/${one}`)).body).toMatchObject({ status: 'open' });
    working.release();
    for (const jobId of [String(beside), job]) {
      await native.core.ended(jobId, projectId);
      expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({ status: 'succeeded' });
    }
  });

  it('refuses a session that is not there, or not for the caller', async () => {
    const native = await startNative();
    const id = await openSession(native);
    for (const user of ['eve', 'vera'] as const) {
      const answer = await native.post('/jobs/cancel', { session_id: id }, as(user));
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    const noId = await native.post('/jobs/cancel', { session_id: '7' });
    expect(noId).toMatchObject({ status: 400, body: { field: 'session_id' } });
  });

  it('refuses a queue that is not there, also one of another project', async () => {
    const native = await startNative({ slots: 0 });
    await native.post('/queues', { name: 'theirs', engine: 'scripted' }, as('eve'));
    const refusals = [];
    for (const queue of ['theirs', 'nowhere']) {
      const { status, body } = await native.post('/jobs/cancel', { queue });
      const { code, detail } = body as Problem;
      refusals.push({ status, code, detail: detail.replaceAll(queue, '…') });
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ status: 400, code: 'no_queue' });
  });

  it('is not for viewers, and touches no other project (I10)', async () => {
    const native = await startNative({ slots: 0 });
    const jobId = await native.submit();
    const forbidden = await native.post('/jobs/cancel', { all: true }, as('vera'));
    expect(forbidden).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const elsewhere = await native.post('/jobs/cancel', { all: true }, as('eve'));
    expect(elsewhere.status).toBe(200);
    expect(read(elsewhere, BulkCancelSummary, BulkCancelLine)).toMatchObject({
      summary: { total: 0 },
      lines: [],
    });
    expect(native.core.witness.pathOf(jobId)).toEqual(['queued']);
  });
});
