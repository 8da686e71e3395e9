import { type JobList, Problem, type QueueList } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { startNative } from './start-native.ts';

const id = '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01';
const sql = 'SELECT 1';

describe('a body that is not right names the field and changes nothing', () => {
  it('a submit', async () => {
    const native = await startNative();
    for (const [what, body, field, complaint] of badOrders) {
      const answer = await native.post('/jobs', body);
      expect.soft(answer, what).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', field, detail: containing(complaint) },
      });
    }
    expect(((await native.get('/jobs')).body as JobList).total).toBe(0);
  });

  it('a queue', async () => {
    const native = await startNative();
    for (const [body, field] of badQueues) {
      const answer = await native.post('/queues', body);
      expect.soft(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
    }
    expect(((await native.get('/queues')).body as QueueList).queues).toHaveLength(1);
  });

  it('a cancel', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit({ key: 'k' });
    await working.reached();
    for (const [body, field] of badCancels) {
      for (const path of [`/jobs/${jobId}/cancel`, '/jobs/by-key/k/cancel']) {
        const answer = await native.post(path, body);
        expect
          .soft(answer)
          .toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
      }
    }
    expect(native.core.witness.pathOf(jobId)).not.toContain('cancelling');
  });

  it.each([
    ['is not JSON', '{"sql": SELECT 1}', 400, 'not_json', 'is not JSON'],
    ['broke off', '{"sql": "SELECT 1"', 400, 'not_json', 'is not JSON'],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'not_json', 'in UTF-8'],
    ['is nested deeply', '['.repeat(100_000), 400, 'invalid_request', 'nested too deeply'],
    ['is too long', ' '.repeat(12 * 1_024 * 1_024 + 1), 413, 'body_too_large', '12 MB'],
  ])('a body that %s', async (_what, body, status, code, complaint) => {
    const native = await startNative();
    const answer = await native.post('/jobs', Buffer.from(body));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.text).toContain(complaint);
    expect(((await native.get('/jobs')).body as JobList).total).toBe(0);
  });

  it('an unknown field with an endless name', async () => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql, ['x'.repeat(1_000_000)]: 1 });
    expect(answer).toMatchObject({ status: 400, body: { field: 'x'.repeat(200) } });
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('a write from a page of another origin', async () => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql }, { origin: 'https://elsewhere.example' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(((await native.get('/jobs')).body as JobList).total).toBe(0);
  });

  it('a header Idempotency-Key of the wrong form', async () => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql }, { 'Idempotency-Key': '"quoted"' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        field: 'idempotency-key',
        detail: 'The header idempotency-key must be 1 to 128 letters, digits and . _ : -.',
      },
    });
  });
});

describe('an address that is not right names what is wrong with it', () => {
  it('a look', async () => {
    const native = await startNative();
    for (const [path, field, complaint] of badAddresses) {
      expect.soft(await native.get(path), path).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', field, detail: containing(complaint) },
      });
    }
  });

  it('says of an address that is none that it is none', async () => {
    const native = await startNative();
    expect(await native.get('/job?x=1')).toMatchObject({
      status: 404,
      body: { code: 'not_found', detail: 'There is nothing at GET /api/v1/job.' },
    });
  });

  it.each([
    ['delete', '/jobs?limit=1', 'GET, HEAD, POST', '/api/v1/jobs'],
    ['post', `/jobs/${id}`, 'GET, HEAD', `/api/v1/jobs/${id}`],
    ['delete', '/jobs/by-key/k/cancel', 'POST', '/api/v1/jobs/by-key/k/cancel'],
    ['post', '/files/lake/a/b', 'DELETE, GET, HEAD, PUT', '/api/v1/files/lake/a/b'],
  ] as const)('says of %s %s which methods it takes', async (method, path, allowed, told) => {
    const native = await startNative();
    const answer = await (method === 'post' ? native.post(path, {}) : native.delete(path));
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(Value.Check(Problem, answer.body)).toBe(true);
    expect((answer.body as Problem).detail).toContain(`${told} is not asked with`);
  });
});

const badOrders: readonly (readonly [string, unknown, string, string])[] = [
  ['no body', undefined, 'sql', 'is missing'],
  ['nothing', {}, 'sql', 'is missing'],
  ['an array', [], 'body', 'must be a JSON object'],
  ['a text', 'SELECT 1', 'body', 'must be a JSON object'],
  ['an unknown field', { sql, sqll: 1 }, 'sqll', 'is not known here'],
  ['a number for text', { sql: 1 }, 'sql', 'must be the text of one SQL statement'],
  ['an empty statement', { sql: '' }, 'sql', 'not blank'],
  ['a blank statement', { sql: ' \n\t' }, 'sql', 'not blank'],
  ['a NUL', { sql: `${sql}\0` }, 'sql', 'without NUL'],
  ['half a character', { sql: `${sql} '\ud800'` }, 'sql', 'half characters'],
  ['a value that is an object', { sql, parameters: [{}] }, 'parameters[0]', 'must be an array of'],
  ['a value that is an array', { sql, parameters: { a: [] } }, 'parameters', 'must be an array of'],
  ['a value with a NUL', { sql, parameters: ['\0'] }, 'parameters[0]', 'without NUL'],
  ['a number that is rounded', { sql, parameters: [2 ** 53] }, 'parameters[0]', 'texts'],
  ['a value by a number as name', { sql, parameters: { 1: 'a' } }, 'parameters', 'by place'],
  ['too many values', { sql, parameters: Array(10_001).fill(1) }, 'parameters', 'at most 10000'],
  ['a text for values', { sql, parameters: 'a' }, 'parameters', 'must be an array of'],
  ['a queue name of digits', { sql, queue: '123' }, 'queue', 'must be a name'],
  ['a queue name with a dash', { sql, queue: 'a-b' }, 'queue', 'must be a name'],
  ['an empty queue name', { sql, queue: '' }, 'queue', 'must be a name'],
  ['a long queue name', { sql, queue: 'q'.repeat(129) }, 'queue', 'of 1 to 128 letters'],
  ["the product's own database", { sql, database: '_Sluice' }, 'database', 'must be a name'],
  ['null for a name', { sql, database: null }, 'database', 'must be a name'],
  ['a tag that is text', { sql, tags: ['a'] }, 'tags[0]', 'must be an object'],
  ['a tag without a value', { sql, tags: [{ key: 'a' }] }, 'tags[0].value', 'is missing'],
  ['a tag with more', { sql, tags: [{ key: 'a', value: '', of: 1 }] }, 'tags[0].of', 'not known'],
  [
    'a colon in the key of a tag',
    {
      sql,
      tags: [
        { key: 'a', value: 'b' },
        { key: 'a:b', value: '' },
      ],
    },
    'tags[1].key',
    'must be text of 1 to 128',
  ],
  ['tags that are no array', { sql, tags: {} }, 'tags', 'must be an array of at most 100 tags'],
  [
    'too many tags',
    { sql, tags: Array.from({ length: 101 }, () => ({ key: 'k', value: 'v' })) },
    'tags',
    'at most 100 tags',
  ],
  ['a setting without a value', { sql, conf: ['a'] }, 'conf[0]', 'of the form key=value'],
  ['a priority out of range', { sql, priority: 101 }, 'priority', 'from -100 to 100'],
  ['a priority between numbers', { sql, priority: 0.5 }, 'priority', 'from -100 to 100'],
  ['a priority in text', { sql, priority: '5' }, 'priority', 'a whole number'],
  ['a key with a space', { sql, key: 'a b' }, 'key', '1 to 128 letters'],
  ['an empty key', { sql, key: '' }, 'key', '1 to 128 letters'],
  ['no time to run', { sql, run_timeout_ms: 0 }, 'run_timeout_ms', 'from 1 to'],
  ['a time past all times', { sql, queued_timeout_ms: 1e300 }, 'queued_timeout_ms', 'from 1 to'],
];

const badQueues: readonly (readonly [object, string])[] = [
  [{ engine: 'scripted' }, 'name'],
  [{ name: '_q' }, 'name'],
  [{ name: 'q', slots: 0 }, 'slots'],
  [{ name: 'q', slots: 101 }, 'slots'],
  [{ name: 'q', description: 'x'.repeat(257) }, 'description'],
  [{ name: 'q', type: 'flink' }, 'type'],
  [{ name: 'q', slot: 4 }, 'slot'],
  [{ name: 'q', default_database: 'a.b' }, 'default_database'],
  [{ name: 'q', run_timeout_ms: -1 }, 'run_timeout_ms'],
  [{ name: 'q', engine: '' }, 'engine'],
];

const badCancels: readonly (readonly [unknown, string])[] = [
  [{ wait_ms: -1 }, 'wait_ms'],
  [{ wait_ms: 300_001 }, 'wait_ms'],
  [{ wait: 1 }, 'wait'],
  ['now', 'body'],
];

const badAddresses: readonly (readonly [string, string, string])[] = [
  ['/jobs/1', 'id', 'must be a UUID'],
  [`/jobs/${id}0`, 'id', 'must be a UUID'],
  [`/jobs/${id.slice(0, -1)}%20`, 'id', 'must be a UUID'],
  ['/jobs/by-key/a%20b', 'key', 'must be 1 to 128 letters'],
  [`/jobs/by-key/${'k'.repeat(129)}`, 'key', 'must be 1 to 128 letters'],
  [`/jobs/${id}/wait?timeout_ms=60001`, 'timeout_ms', 'from 0 to 60000'],
  [`/jobs/${id}/wait?timeout_ms=`, 'timeout_ms', 'a whole number'],
  [`/jobs/${id}/wait?timeout_ms=1.5`, 'timeout_ms', 'a whole number'],
  [`/jobs/${id}/wait?timeout_ms=1e3`, 'timeout_ms', 'a whole number'],
  [`/jobs/${id}/wait?timeout=1`, 'timeout', 'is not known here'],
  [`/jobs/${id}/result?limit=ten`, 'limit', 'a whole number'],
  [`/jobs/${id}/result?limit=99999999999999999999`, 'limit', 'a whole number'],
  ['/jobs?limit=0', 'limit', 'from 1 to 1000'],
  ['/jobs?limit=1001', 'limit', 'from 1 to 1000'],
  ['/jobs?limit=1&limit=2', 'limit', 'may be given only once'],
  ['/jobs?owner=a&owner=b', 'owner', 'may be given only once'],
  ['/jobs?offset=-1', 'offset', 'from 0 to'],
  ['/jobs?status=done', 'status[0]', 'must be one of queued, launching'],
  ['/jobs?status=queued&status=CANCELLED', 'status[1]', 'must be one of queued, launching'],
  ['/jobs?class=select', 'class[0]', 'must be one of query, insert'],
  ['/jobs?tag=team', 'tag[0]', 'of the form key:value'],
  ['/jobs?order=newest', 'order', 'must be one of submitted_desc'],
  ['/jobs?queue=a.b', 'queue', 'must be a name'],
  ['/jobs?submitted_after=yesterday', 'submitted_after', 'an RFC 3339 time'],
  ['/jobs?submitted_after=2026-02-30T00:00:00Z', 'submitted_after', 'an RFC 3339 time'],
  ['/jobs?submitted_before=2016-12-31T23:59:60Z', 'submitted_before', 'an RFC 3339 time'],
  ['/jobs?submitted_before=2026-11-22T00:00:00+08:00', 'submitted_before', 'encoded as %2B'],
  ['/jobs?q=%00', 'q', 'text of 1 to 1024'],
  ['/jobs?states=queued', 'states', 'is not known here'],
  ['/jobs?__proto__=x', '__proto__', 'is not known here'],
];

function containing(part: string): string {
  return expect.stringContaining(part) as string;
}
