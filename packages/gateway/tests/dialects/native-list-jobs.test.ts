import { type Job, JobList } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type Native, startNative } from './start-native.ts';

describe('GET /jobs', () => {
  it('gives the newest first, a page at a time, and says where the next one begins', async () => {
    const native = await startNative();
    const ids = await submitEach(native, [{}, {}, {}, {}, {}]);
    const first = await pageOf(native, '?limit=2');
    expect(first).toMatchObject({ total: 5, offset: 0, next_offset: 2 });
    const second = await pageOf(native, '?limit=2&offset=2');
    expect(second).toMatchObject({ total: 5, offset: 2, next_offset: 4 });
    const last = await pageOf(native, '?limit=2&offset=4');
    expect(last).toMatchObject({ total: 5, offset: 4, next_offset: null });
    const seen = [first, second, last].flatMap(({ jobs }) => jobs.map(({ id }) => id));
    expect(seen).toEqual(ids.toReversed());
  });

  it('has an empty page past the end, with the total', async () => {
    const native = await startNative();
    await submitEach(native, [{}, {}]);
    for (const offset of [2, 3, Number.MAX_SAFE_INTEGER]) {
      const page = await pageOf(native, `?offset=${offset}`);
      expect(page).toEqual({ jobs: [], total: 2, offset, next_offset: null });
    }
  });

  it.each([
    ['queue=Q_SQL', ['a', 'b', 'd', 'c']],
    ['owner=alice', ['a', 'b', 'd', 'c']],
    ['owner=bob', []],
    ['engine=Scripted', ['a', 'b', 'd', 'c']],
    ['engine=duckdb', []],
    ['database=sales', ['b']],
    ['status=succeeded', ['a', 'b', 'd', 'c']],
    ['status=failed&status=succeeded', ['a', 'b', 'd', 'c']],
    ['status=queued&status=lost', []],
    ['class=insert', ['c']],
    ['class=insert&class=ddl', ['d', 'c']],
    ['q=INTO%20T', ['c']],
    ['tag=team:bi', ['a', 'b']],
    ['tag=team:bi&tag=cost:a:b', ['b']],
    ['tag=team:', []],
    ['order=submitted_asc&tag=team:bi', ['b', 'a']],
    ['submitted_after=2025-12-31T23:59:59.999Z', ['a', 'b', 'd', 'c']],
    ['submitted_before=2026-01-01T00:00:00Z', []],
    ['submitted_before=2026-01-01T08:00:00.001%2B08:00', ['a', 'b', 'd', 'c']],
  ])('finds with %s the jobs %j', async (query, names) => {
    const native = await startNative({ queue: { name: 'q_sql' } });
    const queue = 'q_sql';
    const ids = await submitEach(native, [
      { queue, sql: 'INSERT INTO t VALUES (1)', key: 'c' },
      { queue, sql: 'CREATE TABLE t (a INT)', key: 'd' },
      {
        queue,
        key: 'b',
        database: 'sales',
        tags: [
          { key: 'team', value: 'bi' },
          { key: 'cost', value: 'a:b' },
        ],
      },
      { queue, key: 'a', tags: [{ key: 'team', value: 'bi' }] },
    ]);
    for (const id of ids) await native.core.witness.saw(id, 'succeeded');
    const { jobs, total } = await pageOf(native, `?${query}`);
    expect(jobs.map(({ key }) => key)).toEqual(names);
    expect(total).toBe(names.length);
  });

  it('does not show the jobs of another project', async () => {
    const native = await startNative();
    await native.core.submit({ projectId: 'project-2' });
    expect(await pageOf(native, '')).toMatchObject({ jobs: [], total: 0 });
  });
});

async function submitEach(native: Native, orders: readonly object[]): Promise<Job['id'][]> {
  const ids: Job['id'][] = [];
  for (const order of orders) ids.push(await native.submit(order));
  return ids;
}

async function pageOf(native: Native, query: string): Promise<JobList> {
  const { status, body } = await native.get(`/jobs${query}`);
  expect({ status, errors: [...Value.Errors(JobList, body)] }).toEqual({ status: 200, errors: [] });
  return body as JobList;
}
