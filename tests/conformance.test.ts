import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MortalGateway } from './recovery/mortal-gateway.ts';
import { runSluice } from './support/run-sluice.ts';

const program = resolve(import.meta.dirname, '../packages/conformance/bin/sluice-conformance.mjs');
const deadlineMs = 300_000;

interface Told {
  readonly case: number;
  readonly on: string | null;
  readonly verdict: string;
  readonly evidence: readonly string[];
}
interface JsonReport {
  readonly cases: readonly Told[];
  readonly figures: {
    readonly honesty: { readonly said: number; readonly true: number };
    readonly t_freed_ms: { readonly p50: number } | null;
    readonly orphans_per_100: number;
    readonly collateral_per_100: number;
  };
}

describe('sluice-conformance against a gateway on DuckDB', () => {
  let gateway: MortalGateway;
  /** Whoever calls it kills the gateway and starts it again. */
  const restarter = createServer((_, response) => {
    void (async () => {
      await gateway.kill();
      await gateway.startUntilReady();
      response.end();
    })();
  });
  beforeAll(async () => {
    gateway = await MortalGateway.start();
    restarter.listen(0, '127.0.0.1');
    await once(restarter, 'listening');
  });
  afterAll(async () => {
    restarter.close();
    await gateway.stop();
    const left = gateway.left();
    gateway.remove();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(' ')}`);
  });

  it(
    'case 1, 2, 4, 5, 6, 7, 8, 9, 13, 19, 20, 21, 24, 25, 27, 29, 30, 31, 32, 35, 37, 38: hold for SQL jobs of DLI',
    async () => {
      const { port } = restarter.address() as AddressInfo;
      const { code, stdout, stderr } = await run(
        [
          ['--dialect', 'dli', '--on', 'jobs', '--json'],
          ['--other-credentials', await strangersCredential()],
          ['--process-table', join(gateway.dataDir, 'projects'), '--may-signal'],
          ['--restart-command', `'${process.execPath}' -e 'fetch("http://127.0.0.1:${port}")'`],
          ['--rounds', '3', '--many', '10'],
        ].flat(),
      );
      expect(stderr).toBe('');
      const { cases, figures } = JSON.parse(stdout) as JsonReport;
      expect(cases.filter(({ verdict }) => verdict === 'not held')).toEqual([]);
      const held = cases.filter(({ verdict }) => verdict === 'held');
      expect(held.map((each) => each.case)).toEqual([
        1, 2, 4, 5, 6, 7, 8, 9, 13, 19, 20, 21, 24, 25, 27, 29, 30, 31, 32, 35, 37, 38,
      ]);
      expect(figures).toMatchObject({ orphans_per_100: 0, collateral_per_100: 0 });
      expect(figures.honesty.said).toBeGreaterThan(10);
      expect(figures.honesty.true).toBe(figures.honesty.said);
      expect(figures.t_freed_ms?.p50).toBeGreaterThan(0);
      expect(code).toBe(0);
    },
    deadlineMs,
  );

  it('a table says the same, with what was seen', async () => {
    const { code, stdout } = await run(['--dialect', 'dli', '--on', 'jobs', '--case', '6,14']);
    expect(stdout).toMatch(/^ {2}6 {2}held {11}jobs {7}cancel finished work/m);
    expect(stdout).toMatch(/^ +· refused: 400 .*DLI\.0007/m);
    expect(stdout).toMatch(/^ 14 {2}not applicable/m);
    expect(stdout).toMatch(/^honesty +no cancel was answered with success$/m);
    expect(code).toBe(0);
  });

  it('says by its exit code that a command line cannot be used, and that nothing was judged', async () => {
    expect(await run(['--dialect', 'dli', '--may-signal'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'sluice-conformance: --may-signal needs --process-table\n',
    });
    expect(await run(['--dialect', 'oracle'])).toMatchObject({ code: 2 });
    expect(await run(['--dialect', 'dli', '--case', '14'])).toMatchObject({ code: 3 });
    expect(await run(['--dialect', 'dli', '--url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sluice-conformance: GET .*\n$/),
    });
  });

  function run(args: readonly string[]) {
    const credentials = join(gateway.dataDir, 'credential.json');
    const given = args.includes('--url') ? args : ['--url', gateway.url, ...args];
    return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile(
        process.execPath,
        [program, ...given, '--credentials', credentials],
        { timeout: deadlineMs },
        (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  /** The credential of a user of another project. */
  async function strangersCredential(): Promise<string> {
    const file = join(gateway.home, 'stranger.json');
    const where = ['--data-dir', gateway.dataDir];
    await runSluice(['server', 'add-project', 'lab', ...where]);
    const args = ['server', 'add-user', 'eve', '--project', 'lab', '--role', 'admin'];
    const added = await runSluice([...args, '--out', file, ...where]);
    expect(added).toMatchObject({ code: 0 });
    return file;
  }
});
