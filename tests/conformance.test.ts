import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, JudgedGateway, judgeMs } from './support/judged-gateway.ts';

// Each has a gateway of its own, so that two can be judged at a time: they wait more than they compute.
describe.concurrent('sluice-conformance against a gateway on DuckDB', () => {
  it(
    'case 1, 2, 4, 5, 6, 7, 8, 9, 13, 19, 20, 21, 24, 25, 27, 29, 30, 31, 32, 35, 37, 38: hold for SQL jobs of DLI',
    { timeout: judgeMs },
    async () => {
      await using gateway = await JudgedGateway.start();
      const report = await gateway.judge(['--dialect', 'dli', '--on', 'jobs']);
      expect(report.notHeld).toEqual([]);
      expect(report.held).toEqual([
        1, 2, 4, 5, 6, 7, 8, 9, 13, 19, 20, 21, 24, 25, 27, 29, 30, 31, 32, 35, 37, 38,
      ]);
      expect(report.figures).toMatchObject({ orphans_per_100: 0, collateral_per_100: 0 });
      expectHonest(report);
      expect(report.code).toBe(0);
    },
  );

  it(
    'case 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 20, 21, 22, 24, 25, 27, 29, 30, 31, 32, 34, 35, 36, 37, 38: hold for sessions and statements of Livy',
    { timeout: judgeMs },
    async () => {
      await using gateway = await JudgedGateway.start();
      const args = ['--dialect', 'livy', '--workload', 'duckdb', '--on', 'statements,sessions'];
      const report = await gateway.judge(args);
      const held = [
        1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 20, 21, 22, 24, 25, 27, 29, 30, 31, 32, 34,
        35, 36, 37, 38,
      ];
      expect(report.notHeld).toEqual([]);
      expect(report.held).toEqual(held);
      expect(report.figures).toMatchObject({ orphans_per_100: 0 });
      expectHonest(report);
    },
  );

  it.each(['dli', 'livy'])(
    'case 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 23, 24, 25, 27, 29, 31, 32, 34, 35, 38: hold for batches of %s',
    { timeout: judgeMs },
    async (dialect) => {
      await using gateway = await JudgedGateway.start();
      const report = await gateway.judge(['--dialect', dialect, '--workload', 'duckdb'], 'batches');
      expect(report.notHeld).toEqual([]);
      expect(report.held).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 23, 24, 25, 27, 29, 31, 32, 34, 35, 38,
      ]);
      expect(report.figures).toMatchObject({ orphans_per_100: 0, collateral_per_100: 0 });
      expectHonest(report);
      expect(report.code).toBe(0);
    },
  );

  it.each(['fabric', 'dli'])(
    'case 1, 2, 5, 6, 7, 8, 9, 10, 12, 22, 34: hold for sessions and statements of %s',
    { timeout: judgeMs },
    async (dialect) => {
      await using gateway = await JudgedGateway.start();
      const cases = [1, 2, 5, 6, 7, 8, 9, 10, 12, 22, 34];
      const report = await gateway.judge([
        '--dialect',
        dialect,
        '--on',
        'statements,sessions',
        '--case',
        cases.join(','),
      ]);
      expect(report.notHeld).toEqual([]);
      expect(report.held).toEqual(cases);
      expect(report.code).toBe(0);
    },
  );
});

describe('what sluice-conformance says', () => {
  let gateway: JudgedGateway;
  beforeAll(async () => {
    gateway = await JudgedGateway.start();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('a table says the same, with what was seen', async () => {
    const args = ['--dialect', 'dli', '--on', 'jobs', '--case', '6,14'];
    const { code, stdout } = await gateway.run(args);
    expect(stdout).toMatch(/^ {2}6 {2}held {11}jobs {7}cancel finished work/m);
    expect(stdout).toMatch(/^ +· refused: 400 .*DLI\.0007/m);
    expect(stdout).toMatch(/^ 14 {2}not applicable/m);
    expect(stdout).toMatch(/^honesty +no cancel was answered with success$/m);
    expect(code).toBe(0);
  });

  it('its exit code tells that a command line cannot be used, and that nothing was judged', async () => {
    expect(await gateway.run(['--dialect', 'dli', '--may-signal'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'sluice-conformance: --may-signal needs --process-table\n',
    });
    expect(await gateway.run(['--dialect', 'oracle'])).toMatchObject({ code: 2 });
    expect(await gateway.run(['--dialect', 'dli', '--case', '14'])).toMatchObject({ code: 3 });
    expect(await gateway.run(['--dialect', 'dli', '--url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sluice-conformance: GET .*\n$/),
    });
  });
});

function expectHonest({ figures }: Judgement): void {
  expect(figures.honesty.said).toBeGreaterThan(10);
  expect(figures.honesty.true).toBe(figures.honesty.said);
  expect(figures.t_freed_ms?.p50).toBeGreaterThan(0);
}
