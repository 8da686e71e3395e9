import type { Job, Receipt } from '@sluice/client';

export const jobId = '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01';

export function sampleJob(more: Partial<Job> = {}): Job {
  return {
    id: jobId,
    kind: 'sql',
    status: 'running',
    queue: 'default',
    engine: 'duckdb',
    database: 'default',
    owner: 'admin',
    sql: 'SELECT 1',
    statement_class: 'query',
    tags: [],
    conf: [],
    priority: 0,
    key: null,
    session_id: null,
    statement_number: null,
    program: null,
    submitted_at: '2026-11-22T08:30:00.000Z',
    started_at: '2026-11-22T08:30:00.010Z',
    ended_at: null,
    progress: null,
    error: null,
    result: null,
    cancel: null,
    ...more,
  };
}

export function sampleReceipt(): Receipt {
  return {
    job_id: jobId,
    by: 'admin',
    reason: 'user',
    request_id: 'r-1',
    ending: 'cancelled',
    rung: 'interrupt',
    phases: {
      accepted: '2026-11-22T08:30:01.000Z',
      delivered: '2026-11-22T08:30:01.002Z',
      observed: '2026-11-22T08:30:01.010Z',
      released: '2026-11-22T08:30:01.017Z',
    },
    rungs: [],
    checks: [],
    collateral: [],
  };
}
