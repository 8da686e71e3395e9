import { Job as JobSchema } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Job, JobState } from '../../core/job/job.ts';
import { toJobView } from './job-view.ts';

const intent: CancelIntent = { by: 'ada', at: 2_500, reason: 'user', requestId: 'r-1' };
const operation = { ref: 'op', startedAt: 2_000 };
const ended = { status: 'ended', startedAt: 2_000, endedAt: 3_000 } as const;

function jobIn(state: JobState): Job {
  return {
    id: '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01',
    submittedAt: 1_000,
    revision: 3,
    state,
    request: {
      projectId: 'p1',
      kind: 'sql',
      queueId: 'q1',
      queueName: 'reports',
      engine: 'duckdb',
      sql: 'select 1',
      parameters: [],
      statementClass: 'query',
      database: 'samples',
      owner: 'ada',
      tags: [{ key: 'team', value: 'core' }],
      conf: ['a=b'],
      priority: 7,
      key: 'k-1',
      queuedTimeoutMs: 5_000,
      runTimeoutMs: null,
      session: null,
      program: null,
      transfer: null,
    },
  };
}

const result = {
  columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
  rowCount: 1,
  affectedRows: null,
  rows: { at: 'inline', lines: ['[1]'] },
} as const;

const states: readonly (readonly [string, JobState])[] = [
  ['queued', { status: 'queued' }],
  ['launching', { status: 'launching', leaseToken: 1, claimedAt: 1_500 }],
  ['running', { status: 'running', leaseToken: 1, claimedAt: 1_500, operation }],
  ['cancelling', { status: 'cancelling', leaseToken: 1, claimedAt: 1_500, operation, intent }],
  ['succeeded', { ...ended, intent: null, ending: { how: 'succeeded', result } }],
  [
    'failed',
    {
      ...ended,
      intent: null,
      ending: { how: 'failed', error: { code: 'resource', message: 'full' } },
    },
  ],
  ['cancelled', { ...ended, intent, ending: { how: 'cancelled' } }],
  [
    'lost',
    { ...ended, intent, ending: { how: 'lost', error: { code: 'engine', message: 'gone' } } },
  ],
];

test.each(states)('a job that is %s says so, in the shape of the protocol', (word, state) => {
  const view = toJobView(jobIn(state), null);
  expect(view.status).toBe(word);
  expect([...Value.Errors(JobSchema, view)]).toEqual([]);
});

test('all that was asked for is shown', () => {
  expect(toJobView(jobIn({ status: 'queued' }), null)).toEqual({
    id: '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01',
    kind: 'sql',
    status: 'queued',
    queue: 'reports',
    engine: 'duckdb',
    database: 'samples',
    owner: 'ada',
    sql: 'select 1',
    statement_class: 'query',
    tags: [{ key: 'team', value: 'core' }],
    conf: ['a=b'],
    priority: 7,
    key: 'k-1',
    session_id: null,
    statement_number: null,
    program: null,
    submitted_at: '1970-01-01T00:00:01.000Z',
    started_at: null,
    ended_at: null,
    progress: null,
    error: null,
    result: null,
    cancel: null,
  });
});

test('the times and the progress of a running job are shown', () => {
  const view = toJobView(
    jobIn({ status: 'running', leaseToken: 1, claimedAt: 1_500, operation }),
    0.25,
  );
  expect(view).toMatchObject({
    started_at: '1970-01-01T00:00:02.000Z',
    ended_at: null,
    progress: 0.25,
  });
});

test('a success shows its result without its rows', () => {
  const view = toJobView(
    jobIn({ ...ended, intent: null, ending: { how: 'succeeded', result } }),
    null,
  );
  expect(view.ended_at).toBe('1970-01-01T00:00:03.000Z');
  expect(view.result).toEqual({
    columns: [{ name: 'n', type: 'int', engine_type: 'INTEGER' }],
    row_count: 1,
    affected_rows: null,
  });
});

test('the wish to stop stays, also where the job ended otherwise', () => {
  const error = { code: 'engine', message: 'gone' } as const;
  const view = toJobView(jobIn({ ...ended, intent, ending: { how: 'lost', error } }), null);
  expect(view.cancel).toEqual({
    by: 'ada',
    at: '1970-01-01T00:00:02.500Z',
    reason: 'user',
    request_id: 'r-1',
  });
  expect(view.error).toEqual({ code: 'engine_error', message: 'gone' });
});
