import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

const python = process.env['SLUICE_TEST_FABRIC_PYTHON'];
const missing = process.env['SLUICE_TEST_FABRIC_PYTHON_MISSING'] ?? 'run it by npm test';
const why = python === undefined ? ` (skipped: ${missing})` : '';

const invalid = { http: 400, code: 'common.01000001', has_request_id: true };
const notThere = { http: 404, code: 'common.01000001', has_request_id: true };
const noRows = { row_count: 0, page_count: 0, result_set: { columns: [], rows: [] } };
const command = { status: 'PGRES_COMMAND_OK', err_code: '0', sql_state: '00000', ...noRows };
const stopped = { status: 'PGRES_FATAL_ERROR', err_code: '1', sql_state: '57014', ...noRows };
const empty = { current_count: 0, next_marker: '', records: [] };

describe.skipIf(python === undefined)(`the official Python SDKs of Fabric${why}`, () => {
  let gateway: StartedGateway;
  const flows = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    gateway = await startGateway();
    const { access_key, secret_key, project_id } = gateway.credential;
    const program = resolve(import.meta.dirname, 'python/fabric.py');
    const args = [program, gateway.url, access_key, secret_key, project_id];
    const { stdout } = await promisify(execFile)(String(python), args, { timeout: 100_000 });
    for (const line of stdout.trim().split('\n')) {
      const { flow, seen } = JSON.parse(line) as { flow: string; seen: Record<string, unknown> };
      flows.set(flow, seen);
    }
  });
  afterAll(() => gateway?.stop());

  it('lists the workspace and its endpoints', () => {
    const { project_id: id } = gateway.credential;
    const endpoint = { name: 'default', type: 'sql', status: 'RUNNING', visibility: 'PUBLIC' };
    expect(flows.get('workspaces')).toMatchObject({
      listed: { total: 1, workspaces: [{ id, name: 'default', enterprise_project_id: '0' }] },
      none: { total: 0, workspaces: [] },
      endpoints: { total: 1, endpoints: [endpoint] },
      endpoint,
      created: { http: 400, code: 'dataartsfabric.00020006' },
    });
  });

  it('makes sessions, at once and in their turn, and lists them', () => {
    const sessions = flows.get('sessions') as Record<'created' | 'queued', { session_id: string }>;
    const endpoint_info = { name: 'default', type: 'sql' };
    const first = sessions.created.session_id;
    const second = sessions.queued.session_id;
    expect(flows.get('sessions')).toMatchObject({
      created: { status: 'RUNNING', x_request_id: expect.stringMatching(/./) },
      queued: { status: expect.stringMatching(/^(WAITING|CREATING)$/) },
      opened: { session_id: second, status: 'RUNNING' },
      listed: {
        total: 2,
        next_marker: '',
        sessions: [
          { session_id: second, status: 'RUNNING', endpoint_info },
          { session_id: first, status: 'RUNNING', endpoint_info },
        ],
      },
      by_id: { total: 1, sessions: [{ session_id: first }] },
      of_other_endpoint: { total: 0, sessions: [] },
      of_no_endpoint: notThere,
      bad: { ...invalid, says: expect.stringContaining('wait_timeout') },
    });
  });

  it('executes several statements, and reads what each gave', () => {
    expect(flows.get('statements')).toMatchObject({
      asked: { status: expect.toBeOneOf([1, 3]) },
      ended: {
        status: 0,
        results: [
          { ...command, message: 'OK' },
          {
            status: 'PGRES_TUPLES_OK',
            num_rows: 1,
            message: 'SELECT 1',
            result_set: {
              columns: [
                { name: 'i', type: 23, size: 4 },
                { name: 's', type: 25, size: -1 },
                { name: 'n' },
              ],
              rows: [['42', '航班', null]],
            },
          },
        ],
      },
      written: {
        status: 2,
        results: [
          { ...command, num_rows: 1 },
          { ...command, num_rows: 1 },
        ],
      },
      limited: { status: 0, results: [{ num_rows: 2, row_count: 2 }] },
      failed: {
        status: -1,
        results: [
          { status: 'PGRES_TUPLES_OK' },
          { status: 'PGRES_FATAL_ERROR', sql_state: '42P01' },
        ],
      },
      unknown: notThere,
    });
    expect(flows.get('statements')).not.toHaveProperty('asked.results');
    expect(flows.get('statements')).toHaveProperty('failed.results.length', 2);
  });

  it('reads a long result in pages, past its end, and from a bucket', () => {
    const pages = { num_rows: 2_500, page_count: 3 };
    expect(flows.get('statements')).toMatchObject({
      last_page: { ...pages, page_no: 3, row_count: 500, result_set: 500 },
      past_the_end: { ...pages, page_no: 4, row_count: 0, result_set: 0 },
      in_bucket: {
        status: 0,
        results: [{ ...pages, schema: [{ name: 'i' }], obs_bucket_name: 'sluice-results' }],
      },
    });
  });

  it('reads the records of a session and of the workspace, with their times', () => {
    const [last, failed, first] = [
      { statement_content: 'SELECT 3', status: 'SUCCESSFUL', user_name: 'admin' },
      { statement_content: 'SELECT * FROM ships', status: 'FAILED', user_name: 'admin' },
      { statement_content: 'SELECT 1 AS one', status: 'SUCCESSFUL', user_name: 'admin' },
    ];
    const more = { next_marker: expect.stringMatching(/./) };
    const inWorkspace = { workspace_id: gateway.projectId, database_name: 'default' };
    expect(flows.get('records')).toMatchObject({
      first: { current_count: 2, records: [last, failed], ...more },
      second: { current_count: 1, records: [first], next_marker: '' },
      failed: { current_count: 1, records: [failed] },
      of_workspace: { current_count: 1, records: [{ ...last, ...inWorkspace }], ...more },
      of_session: { current_count: 3, records: [last, failed, first], next_marker: '' },
      of_endpoint: { current_count: 1, records: [last] },
      of_other_endpoint: empty,
      of_other_session: empty,
      from_console: empty,
      are_times_true: [true, true, true],
    });
  });

  it('cancels what runs, with what waits behind it, and goes on in the session', () => {
    expect(flows.get('cancel')).toMatchObject({
      running: { status: 1 },
      cancelled: {},
      shown: { status: 4, results: [stopped] },
      records: { current_count: 2, records: [{ status: 'CANCELED' }, { status: 'CANCELED' }] },
      again: {},
      unknown: notThere,
      usable: { status: 0 },
    });
    expect(flows.get('cancel')).not.toHaveProperty('cancelled.http');
    expect(flows.get('cancel')).not.toHaveProperty('again.http');
  });

  it('leaves a receipt of that cancel, with everything gone', async () => {
    const { running } = flows.get('cancel') as { running: { statement_id: string } };
    const path = `/api/v1/jobs/${running.statement_id}/cancellation`;
    const answer = await fetch(gateway.url + path, {
      headers: { authorization: `Bearer ${gateway.credential.api_key}` },
    });
    const { checks, ...receipt } = (await answer.json()) as { checks: { is_gone: boolean }[] };
    expect(receipt).toMatchObject({ by: 'admin', reason: 'user', ending: 'cancelled' });
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.every(({ is_gone }) => is_gone)).toBe(true);
  });

  it('closes a session with what runs in it', () => {
    expect(flows.get('close')).toMatchObject({
      closed: {},
      shown: { status: 'CLOSED' },
      statement: { status: 4, results: [stopped] },
      again: {},
      late: { http: 400, code: 'dataartsfabric.00020001' },
      unknown: notThere,
    });
    expect(flows.get('close')).not.toHaveProperty('closed.http');
  });

  it('is not let in with a wrong secret', () => {
    expect(flows.get('wrong_secret')).toMatchObject({ http: 401, code: 'APIG.0301' });
  });

  it('hears of every other operation that it is not here', () => {
    const { aura = {}, fabric = {} } = flows.get('others') as Record<string, object>;
    expect(new Set(Object.values(aura))).toEqual(new Set(['404 common.01000001']));
    expect(Object.keys(aura)).toContain('run_spark_sql');
    expect(Object.values(fabric)).toEqual(
      Object.keys(fabric).map(() => expect.stringMatching(/^404 |^400 dataartsfabric.00020006$/)),
    );
    expect(Object.keys(fabric)).toContain('create_job');
  });

  it('does what docs/fabric.md shows', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../docs/fabric.md'), 'utf8');
    const program = /^```python\n(.*?)^```/ms.exec(page)?.[1];
    const credentials = join(gateway.dataDir, 'credential.json');
    const { stdout } = await promisify(execFile)(String(python), ['-c', String(program)], {
      env: { ...process.env, SLUICE_CREDENTIALS: credentials },
      timeout: 60_000,
    });
    expect(stdout).toBe("[['1688']]\n4 canceling statement due to user request\nCLOSED\n");
  });
});
