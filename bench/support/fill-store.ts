import { randomUUID } from 'node:crypto';
import type { CancelIntent } from '../../packages/gateway/src/core/job/cancel-intent.ts';
import type { Ending } from '../../packages/gateway/src/core/job/ending.ts';
import type { EndedJob, Tag } from '../../packages/gateway/src/core/job/job.ts';
import { jobColumns } from '../../packages/gateway/src/stores/jobs/job-columns.ts';
import { dayOf } from '../../packages/gateway/src/stores/jobs/counts-by-day.ts';
import { openWriter } from '../../packages/gateway/src/stores/sqlite/sqlite-connections.ts';

type Connection = ReturnType<typeof openWriter>;

export interface Fill {
  readonly projectId: string;
  readonly queue: { readonly id: string; readonly name: string };
  readonly jobs: number;
  /** Over how many days up to `until` they were submitted. */
  readonly days: number;
  readonly until: number;
}

const owners = ['ann', 'bob', 'eve', 'dan', 'kim'];
const databases = ['default', 'samples', 'lake'];
const classes = ['query', 'query', 'query', 'insert', 'ddl', 'export'] as const;
export const rareOwner = 'rare-owner';
export const rareWord = 'needle_in_haystack';

/**
 * Puts ended jobs into a store that nobody has open, as if each had been submitted, run and ended: the
 * columns are those that the store itself writes, in transactions of many.
 */
export function fillStore(path: string, fills: readonly Fill[]): void {
  const connection = openWriter(path);
  connection.pragma('synchronous = off');
  connection.pragma('cache_size = -200000');
  const insert = inserter(connection);
  connection.pragma('foreign_keys = off');
  const counts = new Map<string, Record<string, unknown>>();
  connection.exec('begin');
  const indexes = dropIndexes(connection);
  for (const fill of fills) {
    for (let index = 0; index < fill.jobs; index++) {
      const job = endedJob(fill, index);
      const seq = insert('jobs', jobColumns(job));
      writeParts(insert, job, seq);
      count(counts, job);
    }
  }
  for (const row of counts.values()) insert('job_counts', row);
  for (const text of indexes) connection.exec(text);
  connection.exec('commit');
  connection.pragma('wal_checkpoint(truncate)');
  connection.close();
}

/** @returns what makes them again: an index is made faster than it is kept */
function dropIndexes(connection: Connection): readonly string[] {
  const indexes = connection
    .prepare<[], { name: string; sql: string }>(
      `select name, sql from sqlite_master where type = 'index' and sql is not null`,
    )
    .all();
  for (const { name } of indexes) connection.exec(`drop index "${name}"`);
  return indexes.map(({ sql }) => sql);
}

type Insert = (table: string, row: Readonly<Record<string, unknown>>) => number;

function inserter(connection: Connection): Insert {
  const prepare = (text: string) => connection.prepare(text);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  return (table, row) => {
    const names = Object.keys(row);
    let statement = statements.get(table);
    if (!statement) {
      const columns = names.map((name) => `"${name}"`).join(', ');
      const marks = names.map(() => '?').join(', ');
      statement = prepare(`insert into ${table} (${columns}) values (${marks})`);
      statements.set(table, statement);
    }
    return Number(statement.run(Object.values(row)).lastInsertRowid);
  };
}

function endedJob({ projectId, queue, jobs, days, until }: Fill, index: number): EndedJob {
  const submittedAt = Math.floor(until - ((jobs - index) / jobs) * days * 86_400_000);
  const startedAt = submittedAt + (index % 50);
  const endedAt = startedAt + ((index * 7_919) % 60_000);
  const owner = index % 9_973 === 0 ? rareOwner : pick(owners, index, 3);
  const statementClass = pick(classes, index, 5);
  const word = index % 99_991 === 0 ? rareWord : `t_${index % 1_000}`;
  return {
    id: randomUUID(),
    submittedAt,
    revision: 4,
    state: {
      status: 'ended',
      startedAt,
      endedAt,
      ...endOf(index, submittedAt),
    } as EndedJob['state'],
    request: {
      projectId,
      kind: 'sql',
      queueId: queue.id,
      queueName: queue.name,
      engine: 'duckdb',
      sql: `SELECT region, count(*) AS n FROM sales.${word} WHERE day = DATE '2026-01-01' + ${index % 365} GROUP BY region`,
      parameters: [],
      statementClass,
      database: pick(databases, index, 11),
      owner,
      tags: tagsOf(index),
      conf: [],
      priority: 0,
      key: null,
      queuedTimeoutMs: null,
      runTimeoutMs: null,
      session: null,
      program: null,
      transfer: null,
    },
  };
}

function endOf(
  index: number,
  at: number,
): { readonly ending: Ending; readonly intent: CancelIntent | null } {
  if (index % 50_021 === 7) {
    return { ending: { how: 'lost', error: { code: 'engine', message: 'gone' } }, intent: null };
  }
  if (index % 40 === 1) {
    return { ending: { how: 'failed', error: { code: 'runtime', message: 'no' } }, intent: null };
  }
  if (index % 40 === 2) {
    const intent = { by: 'ann', at, reason: 'user', requestId: `r-${index}` } as const;
    return { ending: { how: 'cancelled' }, intent };
  }
  const columns = [{ name: 'n', type: 'bigint', engineType: 'BIGINT' }];
  const rows = { at: 'inline', lines: ['[42]'] } as const;
  const result = { columns, rowCount: 1, affectedRows: null, rows };
  return { ending: { how: 'succeeded', result }, intent: null };
}

/** One job in ten has a tag, one in a thousand a second one. */
function tagsOf(index: number): readonly Tag[] {
  const team = { key: 'team', value: index % 20 === 0 ? 'bi' : 'etl' };
  const run = { key: 'run', value: `nightly-${index % 1_000}` };
  const half = { key: 'half', value: 'yes' };
  if (index % 1_000 === 0) return [team, half, run];
  if (index % 40 === 0) return [team, half];
  return index % 10 === 0 ? [team] : [];
}

function writeParts(insert: Insert, job: EndedJob, seq: number): void {
  const { request, state } = job;
  const { duration_ms: durationMs } = jobColumns(job);
  for (const { key, value } of request.tags) {
    insert('job_tags', {
      project_id: request.projectId,
      key,
      value,
      job_id: job.id,
      seq,
      submitted_at: job.submittedAt,
      queue_id: request.queueId,
      queue_name: request.queueName,
      owner: request.owner,
      engine: request.engine,
      database: request.database,
      statement_class: request.statementClass,
      status: state.ending.how,
      duration_ms: durationMs,
    });
  }
  if (state.intent) {
    const { by, at, reason, requestId } = state.intent;
    insert('cancel_intents', { job_seq: seq, by, at, reason, request_id: requestId });
  }
  if (state.ending.how !== 'succeeded') return;
  const { columns, rowCount, affectedRows, rows } = state.ending.result;
  insert('results', {
    job_id: job.id,
    columns: JSON.stringify(columns),
    row_count: rowCount,
    affected_rows: affectedRows,
    rows_at: rows.at,
    inline_lines: rows.at === 'inline' ? JSON.stringify(rows.lines) : null,
    engine_bytes: null,
    kept_since: state.endedAt,
  });
}

function count(
  counts: Map<string, Record<string, unknown>>,
  { request, submittedAt, state }: EndedJob,
): void {
  const row = {
    project_id: request.projectId,
    day: dayOf(submittedAt),
    queue_id: request.queueId,
    queue_name: request.queueName,
    owner: request.owner,
    engine: request.engine,
    database: request.database,
    statement_class: request.statementClass,
    status: state.ending.how,
  };
  const name = JSON.stringify(row);
  const jobs = Number(counts.get(name)?.['jobs'] ?? 0) + 1;
  counts.set(name, { ...row, jobs });
}

function pick<T>(values: readonly T[], index: number, by: number): T {
  const value = values[Math.floor((index * by) / 7) % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
