import { createHash } from 'node:crypto';
import { ResultPage } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  filling,
  inline,
  partsUntil,
  rowsUntil,
  startWithParts,
  startWithRows,
} from './native-results.ts';
import { failsWhenAsked } from './start-dli.ts';
import { startNative, unknownId } from './start-native.ts';

const csv = { accept: 'text/csv' };
const parquet = { accept: 'application/vnd.apache.parquet' };

describe('GET /jobs/{id}/result', () => {
  it('has the rows letter by letter, and two columns of one name', async () => {
    const lines = [
      '[170141183460469231731687303715884105727,"1.50",null]',
      '[-0,"",{"k":[1e400]}]',
    ];
    const native = await startNative({ script: { answer: () => inline(lines) } });
    const jobId = await native.run();
    const answer = await native.get(`/jobs/${jobId}/result`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([...Value.Errors(ResultPage, answer.body)]).toEqual([]);
    expect(answer.text).toContain(`"rows":[${lines.join(',')}]}`);
    expect(answer.body).toMatchObject({
      job_id: jobId,
      columns: [
        { name: 'n', type: 'decimal(38,0)', engine_type: 'HUGEINT' },
        { name: 'b', type: 'string', engine_type: 'VARCHAR' },
        { name: 'b', type: 'string', engine_type: 'VARCHAR' },
      ],
      total: 2,
      offset: 0,
      next_offset: null,
      truncated: false,
    });
  });

  it('says of a result that was kept for its time that it has expired, and keeps the job', async () => {
    const native = await startNative({ script: { answer: () => inline(['[1,"",null]']) } });
    const jobId = await native.run();
    const { retention } = native.core.stores;
    await retention.expireResults(native.core.runner.leaseToken, native.core.clock.now(), 10);
    const answer = await native.get(`/jobs/${jobId}/result`);
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({ code: 'result_expired', ending: 'succeeded' });
    expect((await native.get(`/jobs/${jobId}/result`, csv)).status).toBe(410);
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({
      status: 'succeeded',
      result: { row_count: 1 },
    });
  });

  it.each([
    ['', { from: 0, to: 1_000, next: 1_000 }],
    ['?limit=10000', { from: 0, to: 2_500, next: null }],
    ['?offset=1000', { from: 1_000, to: 2_000, next: 2_000 }],
    ['?offset=2000', { from: 2_000, to: 2_500, next: null }],
    ['?offset=1500&limit=1000', { from: 1_500, to: 2_500, next: null }],
    ['?offset=7&limit=1', { from: 7, to: 8, next: 8 }],
    ['?offset=2500', { from: 2_500, to: 2_500, next: null }],
    ['?offset=9007199254740991&limit=10000', { from: 2_500, to: 2_500, next: null }],
  ])('says with %j which rows it has and where the next are', async (query, { from, to, next }) => {
    const lines = Array.from({ length: 2_500 }, (_, n) => `[${n},"",null]`);
    const native = await startNative({ script: { answer: () => inline(lines) } });
    const jobId = await native.run();
    const { body, headers } = await native.get(`/jobs/${jobId}/result${query}`);
    expect(headers.get('x-total-rows')).toBe('2500');
    const { rows, ...page } = body as ResultPage;
    expect(rows.map(([n]) => n)).toEqual(Array.from({ length: to - from }, (_, n) => from + n));
    expect(page).toMatchObject({ total: 2_500, next_offset: next, truncated: next !== null });
  });

  it('is CSV with all rows when that is asked for', async () => {
    const lines = [
      '[9007199254740993,"1.50",null]',
      '[0,"","say \\"a, b\\""]',
      '[1,"中",{"k":[1e400]}]',
    ];
    const native = await startNative({ script: { answer: () => inline(lines) } });
    const jobId = await native.run();
    const answer = await native.get(`/jobs/${jobId}/result`, csv);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('x-total-rows')).toBe('3');
    expect(answer.text).toBe(
      'n,b,b\r\n9007199254740993,1.50,\r\n0,"","say ""a, b"""\r\n1,中,"{""k"":[1e400]}"\r\n',
    );
    const part = await native.get(`/jobs/${jobId}/result?offset=1&limit=1`, csv);
    expect(part.text).toBe('n,b,b\r\n0,"","say ""a, b"""\r\n');
    expect(part.headers.get('x-total-rows')).toBe('3');
    const past = await native.get(`/jobs/${jobId}/result?offset=3`, csv);
    expect(past.text).toBe('n,b,b\r\n');
  });

  it('is an object a line when JSON Lines are asked for', async () => {
    const lines = ['[9007199254740993,"1.50",null]', '[1,"中",{"k":[1e400]}]'];
    const native = await startNative({ script: { answer: () => inline(lines) } });
    const jobId = await native.run();
    const answer = await native.get(`/jobs/${jobId}/result`, { accept: 'application/jsonl' });
    expect(answer.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(answer.headers.get('x-total-rows')).toBe('2');
    expect(answer.text).toBe(
      '{"n":9007199254740993,"b":"1.50","b_1":null}\n{"n":1,"b":"中","b_1":{"k":[1e400]}}\n',
    );
    const ndjson = { accept: 'application/x-ndjson' };
    const part = await native.get(`/jobs/${jobId}/result?offset=1`, ndjson);
    expect(part.text).toBe('{"n":1,"b":"中","b_1":{"k":[1e400]}}\n');
  });

  it('streams a result that is larger than any buffer, whole', async () => {
    const count = 300_000;
    const native = await startWithRows(count, () => rowsUntil(count));
    const jobId = await native.run();
    const expected = createHash('sha256').update('n,b,b\r\n');
    for (let n = 0; n < count; n++) expected.update(`${n},${filling},\r\n`);
    const { text } = await native.get(`/jobs/${jobId}/result`, csv);
    expect(createHash('sha256').update(text).digest('hex')).toBe(expected.digest('hex'));
  });

  it('is empty for a statement that returns no rows', async () => {
    const none = { columns: [], rowCount: 0, affectedRows: 3, rows: { at: 'none' } } as const;
    const native = await startNative({ script: { answer: () => none } });
    const jobId = await native.run({ sql: 'INSERT INTO t SELECT 1' });
    expect((await native.get(`/jobs/${jobId}/result`)).body).toMatchObject({
      columns: [],
      rows: [],
      total: 0,
      truncated: false,
    });
    const answer = await native.get(`/jobs/${jobId}/result`, csv);
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({
      result: { affected_rows: 3 },
    });
  });

  it.each(['application/vnd.apache.parquet', 'application/vnd.apache.arrow.stream'])(
    'is the bytes of the engine when %s is asked for',
    async (accept) => {
      const native = await startWithParts(2_000, () => partsUntil(2_000));
      const jobId = await native.run();
      const answer = await native.get(`/jobs/${jobId}/result`, { accept });
      expect(answer.headers.get('content-type')).toBe(accept);
      expect(answer.headers.get('x-total-rows')).toBe('2000');
      expect(answer.text).toBe('x'.repeat(200_000));
    },
  );

  it('is no Parquet file where there are no columns', async () => {
    const none = { columns: [], rowCount: 0, affectedRows: 3, rows: { at: 'none' } } as const;
    const native = await startNative({ script: { answer: () => none } });
    const jobId = await native.run({ sql: 'INSERT INTO t SELECT 1' });
    const answer = await native.get(`/jobs/${jobId}/result`, parquet);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: 'Accept' },
    });
  });

  it('is refused before the end, and after an end without a result', async () => {
    const native = await startNative({ slots: 1, script: { answer: failsWhenAsked } });
    const failed = await native.run({ sql: 'SELECT fail' });
    const working = native.core.stage.hold('work 1');
    const running = await native.submit();
    await working.reached();
    await native.core.witness.saw(running, 'running');
    const queued = await native.submit();
    const cancelled = await native.submit();
    await native.post(`/jobs/${cancelled}/cancel`);

    for (const headers of [{}, csv, parquet]) {
      for (const [jobId, about] of [
        [queued, { code: 'result_not_ready', job_status: 'queued' }],
        [running, { code: 'result_not_ready', job_status: 'running' }],
        [failed, { code: 'no_result', ending: 'failed' }],
        [cancelled, { code: 'no_result', ending: 'cancelled' }],
      ] as const) {
        const answer = await native.get(`/jobs/${jobId}/result`, headers);
        expect(answer).toMatchObject({ status: 409, body: about });
      }
    }
  });

  it('does not tell a job of another project from none', async () => {
    const native = await startNative();
    const foreign = await native.core.submit({ projectId: 'project-2' });
    await native.core.ended(foreign, 'project-2');
    for (const jobId of [foreign, unknownId]) {
      const answer = await native.get(`/jobs/${jobId}/result`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it.each([
    ['?limit=10001', {}, 'limit'],
    ['?limit=0', csv, 'limit'],
    ['?offset=-1', csv, 'offset'],
    ['', { accept: 'text/html' }, 'Accept'],
  ])('refuses %j with %j, and names %s', async (query, headers, field) => {
    const native = await startNative();
    const jobId = await native.run();
    const answer = await native.get(`/jobs/${jobId}/result${query}`, headers);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
  });
});
