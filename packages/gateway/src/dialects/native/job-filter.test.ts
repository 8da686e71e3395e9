import { expect, test } from 'vitest';
import { toJobFilter, toJobPage } from './job-filter.ts';

test('an empty query filters nothing', () => {
  expect(toJobFilter({})).toEqual({});
  expect(toJobPage({})).toMatchObject({ offset: 0, limit: 50, order: 'submitted_desc' });
});

test('every field has its place in the filter', () => {
  const filter = toJobFilter({
    queue: 'Reports',
    owner: 'ada',
    engine: 'DuckDB',
    database: 'samples',
    table: 'flights',
    status: ['queued', 'lost'],
    class: ['query', 'ddl'],
    submitted_after: '2026-11-22T08:30:00Z',
    submitted_before: '2026-11-22T16:30:00.5+08:00',
    q: 'FROM flights',
    tag: ['team:core', 'cost:a:b'],
  });
  expect(filter).toEqual({
    queueName: 'reports',
    owner: 'ada',
    engine: 'duckdb',
    database: 'samples',
    table: 'flights',
    statuses: ['queued', 'lost'],
    statementClasses: ['query', 'ddl'],
    submittedAfter: Date.UTC(2026, 10, 22, 8, 30),
    submittedBefore: Date.UTC(2026, 10, 22, 8, 30, 0, 500),
    sqlContains: 'FROM flights',
    tags: [
      { key: 'team', value: 'core' },
      { key: 'cost', value: 'a:b' },
    ],
  });
});
