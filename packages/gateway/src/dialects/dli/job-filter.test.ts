import { describe, expect, it } from 'vitest';
import { toJobFilter, toJobPage } from './job-filter.ts';
import { jobTypes, toStatementClasses } from './job-types.ts';
import type { ListQuery } from './list-query.ts';

describe('toJobFilter', () => {
  it.each<[ListQuery, object]>([
    [{}, {}],
    [{ start: '0', end: '0', 'job-type': 'ALL' }, {}],
    [
      { start: '5', end: '7' },
      { submittedAfter: 5, submittedBefore: 7 },
    ],
    [{ 'job-type': 'QUERY' }, { statementClasses: ['query'] }],
    [{ job_types: 'DDL,QUERY' }, { statementClasses: ['query', 'ddl'] }],
    [{ job_types: ['DDL', 'INSERT , UPDATE'] }, { statementClasses: ['insert', 'update', 'ddl'] }],
    [{ job_types: 'DDL,QUERY', 'job-type': 'QUERY' }, { statementClasses: ['query'] }],
    [{ job_types: 'DDL', 'job-type': 'QUERY' }, { statementClasses: [] }],
    [{ job_types: 'DDL', 'job-type': 'ALL' }, { statementClasses: ['ddl'] }],
    [{ 'job-type': 'SCALE_QUEUE' }, { statementClasses: [] }],
    [{ 'job-status': 'FAILED' }, { statuses: ['failed', 'lost'] }],
    [{ 'job-status': 'SCALING' }, { statuses: [] }],
    [
      { 'job-status': 'FAILED', table_name: 't' },
      { statuses: ['failed', 'lost'], table: 't' },
    ],
    [{ queue_name: 'Q_Sql' }, { queueName: 'q_sql' }],
    [{ 'engine-type': 'DuckDB' }, { engine: 'duckdb' }],
    [{ engine_type: 'duckdb' }, { engine: 'duckdb' }],
    [{ engine_type: 'duckdb', 'engine-type': 'duckdb' }, { engine: 'duckdb' }],
    [
      { owner: 'alice', sql_pattern: '%', db_name: 'd' },
      { owner: 'alice', sqlContains: '%', database: 'd' },
    ],
    [{ tags: 'a%3Db' }, { tags: [{ key: 'a', value: 'b' }] }],
  ])('reads %j', (query, filter) => {
    const statementClasses = toStatementClasses(jobTypes);
    expect(toJobFilter(query)).toEqual({ kind: 'ok', filter: { statementClasses, ...filter } });
  });

  it('means no batches, which are listed by v2.0', () => {
    expect(toStatementClasses(jobTypes)).not.toContain('batch');
  });

  it.each<[string, ListQuery]>([
    ['tags', { tags: 'a' }],
    ['engine-type', { engine_type: 'duckdb', 'engine-type': 'spark' }],
  ])('refuses what makes no sense of %s', (field, query) => {
    const answer = toJobFilter(query);
    expect(answer.kind === 'refused' && answer.refusal.message).toContain(field);
  });
});

it('toJobPage counts pages from 1', () => {
  expect(toJobPage({})).toEqual({ offset: 0, limit: 50, order: 'submitted_desc' });
  expect(toJobPage({ 'page-size': '7', 'current-page': '3', order: 'duration_asc' })).toEqual({
    offset: 14,
    limit: 7,
    order: 'duration_asc',
  });
});
