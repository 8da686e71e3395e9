import { describe, expect, it } from 'vitest';
import type { ResultSummary } from '../../src/core/job/ending.ts';
import { failsWhenAsked, startDli } from './start-dli.ts';

describe('GET jobs/{job_id}/preview', () => {
  it('has the rows letter by letter, and two columns of one name', async () => {
    const lines = ['[18446744073709551616,"中",null]', '[-0.10,"",{"k":[1e400]}]'];
    const dli = await startDli({ script: { answer: () => resultOf(lines) } });
    const jobId = await dli.run('SELECT a, b, b FROM t');
    const answer = await dli.call('GET', `jobs/${jobId}/preview`);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      `{"is_success":true,"message":"","job_id":"${jobId}","job_type":"QUERY","row_count":2,` +
        '"input_size":0,"schema":[{"a":"decimal(38,0)"},{"b":"string"},{"b":"map<string,double>"}],' +
        `"rows":[${lines.join(',')}]}`,
    );
  });

  it('says of a result that was kept for its time that it has expired', async () => {
    const dli = await startDli({ script: { answer: () => resultOf(['[1,"",null]']) } });
    const jobId = await dli.run('SELECT 1');
    const { retention } = dli.core.stores;
    await retention.expireResults(dli.core.runner.leaseToken, dli.core.clock.now(), 10);
    expect(await dli.call('GET', `jobs/${jobId}/preview`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0100' },
    });
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({ status: 'FINISHED' });
  });

  it('has no rows of an empty result', async () => {
    const dli = await startDli({ script: { answer: () => resultOf([]) } });
    const jobId = await dli.run('SELECT 1');
    expect((await dli.call('GET', `jobs/${jobId}/preview`)).body).toMatchObject({
      row_count: 0,
      rows: [],
    });
  });

  it.each([
    ['', 1_000],
    ['?page-size=1000', 1_000],
    ['?page-size=7', 7],
    ['?queue-name=default', 1_000],
  ])('shows with %j the first %d rows and tells the total', async (query, count) => {
    const lines = Array.from({ length: 1_200 }, (_, n) => `[${n}]`);
    const dli = await startDli({ script: { answer: () => resultOf(lines) } });
    const jobId = await dli.run('SELECT 1');
    const { body } = await dli.call('GET', `jobs/${jobId}/preview${query}`);
    expect(body).toMatchObject({ row_count: 1_200 });
    const { rows } = body as { rows: number[][] };
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)).toEqual([count - 1]);
  });

  it('refuses what has no rows, and names its state', async () => {
    const dli = await startDli({ slots: 1, script: { answer: failsWhenAsked } });
    const failed = await dli.run('SELECT fail');
    const created = await dli.run('CREATE TABLE t (a INT)');
    const inserted = await dli.run('INSERT INTO t SELECT 1');
    const working = dli.core.stage.hold('work 1');
    const running = await dli.submit('SELECT 1');
    const waiting = await dli.submit('SELECT 1');
    await working.reached();
    await dli.core.witness.saw(running, 'running');
    const cancelled = await dli.submit('SELECT 1');
    await dli.call('DELETE', `jobs/${cancelled}`);

    for (const [jobId, message] of [
      [failed, inStatus('FAILED')],
      [
        created,
        'of type DDL; only a QUERY has a result. The rows of a DDL are in the answer to its submit ' +
          'with dli.sql.sqlasync.enabled=false.',
      ],
      [inserted, 'of type INSERT; only a QUERY has a result.'],
      [running, inStatus('RUNNING')],
      [waiting, inStatus('LAUNCHING')],
      [cancelled, inStatus('CANCELLED')],
    ] as const) {
      const answer = await dli.call('GET', `jobs/${jobId}/preview`);
      expect(answer).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0007', error_msg: `The job ${jobId} is ${message}` },
      });
    }
  });
});

function inStatus(word: string): string {
  return `in status ${word}; only a job in status FINISHED has a result.`;
}

function resultOf(lines: readonly string[]): ResultSummary {
  return {
    columns: [
      { name: 'a', type: 'decimal(38,0)', engineType: 'HUGEINT' },
      { name: 'b', type: 'string', engineType: 'VARCHAR' },
      { name: 'b', type: 'map<string,double>', engineType: 'MAP(VARCHAR, DOUBLE)' },
    ],
    rowCount: lines.length,
    affectedRows: null,
    rows: { at: 'inline', lines },
  };
}
