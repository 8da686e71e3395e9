import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProcesses } from './support/find-processes.ts';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

/** The second signs calls that the SDK does not have. */
const programs = [
  'python/flights.py',
  'python/sessions.py',
  'python/batches.py',
  'python/operations.py',
];
const python = process.env['SLUICE_TEST_PYTHON'];
const missing = process.env['SLUICE_TEST_PYTHON_MISSING'] ?? 'run it by npm test';
const why = python === undefined ? ` (skipped: ${missing})` : '';

const finished = { is_success: true, status: 'FINISHED', message: '' };
const refused = { http: 400, has_request_id: true };

describe.skipIf(python === undefined)(`the official Python SDK${why}`, () => {
  let gateway: StartedGateway;
  const flows = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    gateway = await startGateway();
    const { access_key, secret_key, project_id, api_key } = gateway.credential;
    const env = { ...process.env, CREDENTIAL_API_KEY: api_key };
    for (const program of programs) {
      const path = resolve(import.meta.dirname, program);
      const args = [path, gateway.url, access_key, secret_key, project_id];
      const { stdout } = await promisify(execFile)(String(python), args, { timeout: 100_000, env });
      for (const line of stdout.trim().split('\n')) {
        const { flow, seen } = JSON.parse(line) as { flow: string; seen: Record<string, unknown> };
        flows.set(flow, seen);
      }
    }
  });
  afterAll(() => gateway?.stop());

  it('makes, scales and deletes queues', () => {
    expect(flows.get('queues')).toMatchObject({
      created: { is_success: true, queue_name: 'ops' },
      listed: ['default', 'ops'],
      scaled: { queue_name: 'ops', result: true },
      shown: { queue_name: 'ops', cu_count: 32 },
      deleted: { is_success: true },
      gone: { http: 400, code: 'DLI.0002' },
    });
  });

  it('makes databases and tables, fills and reads them', () => {
    expect(flows.get('databases')).toMatchObject({
      created: { is_success: true },
      again: { http: 400, code: 'DLI.0006' },
      listed: { database_count: 1 },
    });
    const moved = { status: 'FINISHED', message: '', result_count: 2 };
    expect(flows.get('transfers')).toMatchObject({
      imported: { ...moved, job_type: 'IMPORT' },
      exported: { ...moved, job_type: 'EXPORT' },
      result: { ...moved, job_type: 'EXPORT' },
      detail: { data_path: 'obs://operations/out', table_name: 'orders', compress: 'gzip' },
    });
    expect(flows.get('tables')).toMatchObject({
      listed: { table_count: 1 },
      shown: { column_count: 2 },
      previewed: {
        rows: [
          ['1', 'pear'],
          ['2', '苹果'],
        ],
      },
      deleted: { is_success: true },
      database_deleted: { is_success: true },
    });
  });

  it('keeps templates, and puts variables into statements', () => {
    expect(flows.get('texts')).toMatchObject({
      templates: { sql_count: 1, sqls: [{ sql: 'SELECT 2' }] },
      deleted: { is_success: true },
      used: { rows: [['apple']] },
      variable_deleted: { is_success: true },
    });
  });

  it('hears of every other operation that it is not supported', () => {
    const answers = Object.entries(flows.get('not_supported') ?? {});
    const others = answers.filter(([, answer]) => answer !== '400 DLI.0007');
    // These are here, and say what is wrong with a request that has nothing in it.
    expect(Object.fromEntries(others)).toEqual({
      list_queue_users: '400 DLI.0002',
      register_authorized_queue: '400 DLI.0001',
      upload_file_job_resources: '400 DLI.0001',
      upload_jar_job_resources: '400 DLI.0001',
    });
    expect(answers.length).toBeGreaterThan(100);
  });

  it('checks a statement', () => {
    expect(flows.get('check_sql')).toMatchObject({
      good: { is_success: true, message: 'the sql is ok', job_type: 'QUERY' },
      bad_syntax: { ...refused, code: 'DLI.0004', says: expect.stringContaining('SELEKT') },
      unknown_table: { ...refused, code: 'DLI.0005', says: expect.stringContaining('ships') },
    });
  });

  it('submits a query and reads status, detail, progress and result', () => {
    const owner = { owner: 'admin', tags: [{ key: 'team', value: 'routes' }] };
    expect(flows.get('run_query')).toMatchObject({
      created: { is_success: true, message: '', job_type: 'QUERY', job_mode: 'async' },
      status: { ...finished, ...owner, queue_name: 'default', result_count: 3 },
      detail: { is_success: true, ...owner },
      progress: { is_success: true, status: 'FINISHED', progress: 1 },
      preview: {
        row_count: 3,
        schema: [{ origin: 'string' }, { destination: 'string' }, { flights: 'bigint' }],
        rows: [
          ['LAX', 'LAS', 8_323],
          ['LAS', 'LAX', 8_109],
          ['PHX', 'LAX', 7_717],
        ],
      },
    });
  });

  it('gets NULL, empty and Chinese text, DECIMAL and 128-bit integers as they are', () => {
    expect(flows.get('exact_values')).toMatchObject({
      schema: [
        { nothing: 'int' },
        { empty: 'string' },
        { text: 'string' },
        { price: 'decimal(22,2)' },
        { huge: 'decimal(38,0)' },
        { miles: 'decimal(38,0)' },
        { first_day: 'date' },
      ],
      rows: [
        [
          'None',
          "''",
          "'航班延误'",
          "'12345678901234567890.12'",
          '170141183460469231731687303715884105727',
          '2194861208',
          "'2001-01-01'",
        ],
      ],
    });
  });

  it('gets the first 1,000 rows of a longer result, and its true length', () => {
    const { row_count, rows } = flows.get('long_result') ?? {};
    expect(row_count).toBe(2_500);
    expect(rows).toHaveLength(1_000);
    expect((rows as unknown[])[0]).toEqual(['2001-01-01 00:01:00', -13, 2_345, 'ANC', 'LAX']);
  });

  it('writes, and says how many rows', () => {
    expect(flows.get('write_and_read')).toMatchObject({
      written: [
        { ...finished, job_type: 'DDL' },
        { ...finished, job_type: 'INSERT', result_count: 77 },
        { ...finished, job_type: 'UPDATE', result_count: 154 },
        { ...finished, job_type: 'DELETE' },
      ],
      left: { rows: [[154, 0]] },
    });
  });

  it('sees why a job failed, and that it has no result', () => {
    expect(flows.get('fail')).toMatchObject({
      status: { is_success: true, status: 'FAILED', message: expect.stringContaining('INT32') },
      preview: { ...refused, code: 'DLI.0007', says: expect.stringContaining('FAILED') },
    });
  });

  it('cancels a running job, which is over when the cancel says so', () => {
    expect(flows.get('cancel_running')).toMatchObject({
      progress: { is_success: true, status: 'RUNNING' },
      cancelled: { is_success: true, message: '' },
      status: { is_success: true, status: 'CANCELLED', result_count: 0 },
      preview: { ...refused, code: 'DLI.0007', says: expect.stringContaining('CANCELLED') },
    });
  });

  it('leaves a receipt of that cancel, with everything gone', async () => {
    const jobId = String(flows.get('cancel_running')?.['job_id']);
    const answer = await fetch(`${gateway.url}/api/v1/jobs/${jobId}/cancellation`, {
      headers: { authorization: `Bearer ${gateway.credential.api_key}` },
    });
    expect(await answer.json()).toMatchObject({
      by: 'admin',
      reason: 'user',
      ending: 'cancelled',
      checks: ['operation', 'path', 'slot'].map((kind) => ({ held: { kind }, is_gone: true })),
    });
  });

  it.each(['finished', 'failed', 'cancelled'])('may not cancel a job that has %s', (ending) => {
    expect(flows.get('cancel_ended')?.[ending]).toMatchObject({
      ...refused,
      code: 'DLI.0007',
      says: expect.stringContaining(ending.toUpperCase()),
    });
  });

  it('finds an ended job as it was after a refused cancel', () => {
    expect(flows.get('cancel_ended')?.['status_of_finished']).toEqual(
      flows.get('run_query')?.['status'],
    );
  });

  it('hears that there is no such job', () => {
    expect(flows.get('cancel_unknown')).toMatchObject({
      cancel: { ...refused, code: 'DLI.0002' },
      status: { ...refused, code: 'DLI.0002' },
      malformed: { ...refused, code: 'DLI.0001' },
    });
  });

  it('lists, filters, orders and pages', () => {
    expect(flows.get('list_jobs')).toMatchObject({
      all: { count: 10 },
      cancelled: { count: 1, types: ['QUERY'] },
      writes: { count: 2, types: ['INSERT', 'UPDATE'] },
      tagged: { count: 1, types: ['QUERY'] },
      by_text: { count: 1, types: ['QUERY'] },
      second_page: { count: 10, types: ['QUERY', 'DDL'] },
      bad_page: { ...refused, code: 'DLI.0001' },
    });
  });

  it('is not let in with a wrong secret', () => {
    expect(flows.get('wrong_secret')).toMatchObject({
      good: { http: 401, code: 'APIGW.0301', has_request_id: true },
    });
  });

  it('runs a program as a batch, and reads its state and log', () => {
    expect(flows.get('run_batch')).toMatchObject({
      created: { name: 'counts', state: 'starting', queue: 'default', owner: 'admin' },
      state: { state: 'success' },
      shown: { state: 'success', name: 'counts', sc_type: 'A' },
      log: {
        total: 6,
        log: ['stdout: ', 'args --day 1', 'line 0', 'line 1', 'line 2', 'stderr: '],
      },
      page: { _from: 1, total: 6, log: ['args --day 1'] },
    });
  });

  it('cancels a batch, of which nothing is left when it says so', () => {
    expect(flows.get('cancel_batch')).toMatchObject({
      cancelled: { msg: 'deleted' },
      state: { state: 'dead' },
      again: { http: 400, code: 'DLI.0007' },
    });
    const id = String(flows.get('cancel_batch')?.['id']);
    expect(findProcesses(`SLUICE_JOB_ID=${id}`, '/none')).toEqual([]);
  });

  it('lists batches, and hears why one is refused', () => {
    expect(flows.get('list_batches')).toEqual({
      all: { total: 2, names: ['sleeps', 'counts'] },
      by_name: { total: 1, names: ['counts'] },
      dead: { total: 1, names: ['sleeps'] },
      oldest: { total: 2, names: ['counts'] },
    });
    expect(flows.get('batch_refused')).toMatchObject({
      ended: { http: 400, code: 'DLI.0007' },
      unknown: { http: 400, code: 'DLI.0002' },
      no_file: { http: 400, code: 'DLI.0002', says: expect.stringContaining('none.py') },
      jar: { http: 400, code: 'DLI.0001', says: expect.stringContaining('default') },
    });
  });

  it('names files as resources of a group, and runs one of them', () => {
    const details = { resource_type: 'pyFile', resource_name: 'counts.py', status: 'READY' };
    expect(flows.get('resources')).toMatchObject({
      put: { group_name: 'jobs', status: 'READY', resources: ['counts.py'], details: [details] },
      put_python: { group_name: 'jobs', resources: expect.arrayContaining(['sleeps.py']) },
      listed: { groups: [{ group_name: 'jobs', owner: 'admin' }], total: 2 },
      shown: details,
      given: { is_success: true },
      ran: { state: 'success' },
      beside: [{ state: 'success' }, { state: 'success' }],
      deleted: {},
      gone: { http: 404 },
    });
  });

  it('signs calls of sessions, whose statements see what those before them made', () => {
    expect(flows.get('created')).toMatchObject({
      http: 200,
      body: { kind: 'sql', name: 'signed 会话', queue: 'default', owner: 'admin' },
    });
    expect(flows.get('open')).toMatchObject({ http: 200, body: { state: 'idle' } });
    expect(flows.get('read')).toMatchObject({
      http: 200,
      body: {
        state: 'available',
        output: { status: 'ok', data: { 'application/json': { data: [[42, '航班']] } } },
      },
    });
    expect(flows.get('listed')).toMatchObject({
      http: 200,
      body: { total_statements: 3, statements: [{ id: 1, state: 'available' }] },
    });
  });

  it('cancels a statement of a session, and deletes the session, and hears the truth', () => {
    expect(flows.get('cancelled')).toMatchObject({ http: 200, body: { msg: 'canceled' } });
    expect(flows.get('cancelled_again')).toMatchObject({
      http: 400,
      body: { error_code: 'DLI.0007' },
    });
    expect(flows.get('after_cancel')).toMatchObject({ body: { state: 'cancelled' } });
    expect(flows.get('session_after_cancel')).toMatchObject({ body: { state: 'idle' } });
    expect(flows.get('deleted')).toMatchObject({ http: 200, body: { msg: 'deleted' } });
    expect(flows.get('late')).toMatchObject({ http: 400 });
    expect(flows.get('wrong_secret_session')).toMatchObject({ http: 401 });
  });
});
