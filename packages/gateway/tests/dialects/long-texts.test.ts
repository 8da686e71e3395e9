import { expect, it } from 'vitest';
import { startDli } from './start-dli.ts';
import { startNative } from './start-native.ts';

const long = 1_000_000;

function sqlOf(count: number): string {
  return `select '${String(count).repeat(long)}'`;
}

interface Page {
  readonly total: number;
  readonly next_offset: number | null;
}

it('a native page of long statements has fewer, and says where the next begins', async () => {
  const native = await startNative({ slots: 1 });
  const session = await native.post('/sessions', {});
  const { id } = session.body as { readonly id: string };
  const statements = Array.from({ length: 6 }, (_, count) => sqlOf(count));
  for (const sql of statements) await native.post('/jobs', { sql });
  for (const sql of statements)
    await native.post(`/sessions/${id}/statements`, { statements: [sql] });

  for (const [address, name] of [
    ['/jobs?class=query&order=submitted_asc', 'jobs'],
    [`/sessions/${id}/statements?order=submitted_asc`, 'statements'],
  ] as const) {
    const lengths: number[] = [];
    const seen: string[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const { body, status } = await native.get(`${address}&limit=1000&offset=${offset}`);
      expect(status).toBe(200);
      const page = body as Page & Record<string, readonly { readonly sql: string }[]>;
      const sqls = (page[name] ?? []).map(({ sql }) => sql);
      lengths.push(sqls.length);
      seen.push(...sqls);
      offset = page.next_offset;
    }
    expect(lengths[0]).toBe(2);
    expect(seen.map((sql) => sql[8])).toEqual(
      (name === 'jobs' ? [...statements, ...statements] : statements).map((sql) => sql[8]),
    );
  }
});

it('a DLI page of long statements has them all', async () => {
  const dli = await startDli({ slots: 1 });
  for (let count = 0; count < 6; count++) {
    await dli.call('POST', 'jobs/submit-job', { sql: sqlOf(count) });
  }
  const { status, body } = await dli.call('GET', 'jobs?page-size=100&order=start_time_asc');
  expect(status).toBe(200);
  const { job_count, jobs } = body as {
    readonly job_count: number;
    readonly jobs: readonly { readonly statement: string }[];
  };
  expect(job_count).toBe(6);
  expect(jobs.map(({ statement }) => statement[8]).join('')).toBe('012345');
  expect(jobs.every(({ statement }) => statement.length === long + 9)).toBe(true);
});
