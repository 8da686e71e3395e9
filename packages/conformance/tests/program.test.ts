import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Liar, startLiar } from '../src/liar/liar-server.ts';
import { hasEnded } from '../src/liar/liar-work.ts';
import { liarWorkload } from '../src/liar/liar-workload.ts';

const program = resolve(import.meta.dirname, '../bin/sluice-conformance.mjs');

describe('the program on the liar', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-conformance-'));
  const workload = join(directory, 'workload.json');
  let liar: Liar;
  beforeAll(async () => {
    writeFileSync(workload, JSON.stringify(liarWorkload));
    liar = await startLiar([8]);
  });
  afterAll(async () => {
    await liar.close();
    rmSync(directory, { recursive: true });
  });

  it.each(['livy', 'fabric'])(
    'takes a workload and a token, and convicts (%s)',
    async (dialect) => {
      const honest = await ended(start(dialect, ['--case', '6,10']));
      expect(honest).toMatchObject({ code: 0, stderr: '' });
      expect(honest.stdout).toMatch(/^ {2}6 {2}held {11}statements/m);
      const lying = await ended(start(dialect, ['--case', '8']));
      expect(lying).toMatchObject({ code: 1, stderr: '' });
      expect(lying.stdout).toMatch(/^ {2}8 {2}not held {7}sessions/m);
    },
  );

  it('is shown processes by a command, and told by it what it cannot read', async () => {
    const command = ['--case', '4', '--process-command', 'echo no processes'];
    const { code, stdout } = await ended(start('livy', command));
    expect({ code, stdout }).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^case/),
    });
  });

  it('takes away what it has submitted when it is stopped', async () => {
    const child = start('livy', ['--case', '27', '--rounds', '999']);
    while (liar.world.allWorks().every(hasEnded)) await pause(5);
    child.kill('SIGINT');
    expect(await ended(child)).toMatchObject({
      code: 3,
      stderr: 'sluice-conformance: stopped by SIGINT\n',
    });
    expect(liar.world.allWorks().every(hasEnded)).toBe(true);
  });

  it.each([
    ['livy', 'a session was asked for: 400'],
    ['dli', 'a session was asked for: 400'],
  ])('convicts nobody whose server refuses what it begins with (%s)', async (dialect, why) => {
    const foreign = join(directory, 'foreign.json');
    writeFileSync(foreign, JSON.stringify({ ...liarWorkload, sessionKind: 'pyspark' }));
    const options = ['--workload', foreign, '--on', 'sessions,statements', '--case', '6,10,36'];
    const project = dialect === 'dli' ? ['--project', 'p1'] : [];
    const { code, stdout } = await ended(start(dialect, [...options, ...project]));
    expect({ code, stdout }).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(' 0 held, 0 not held, 3 not applicable'),
    });
    expect(stdout.split(`could not begin: ${why}`)).toHaveLength(4);
  });

  it('says what is wrong with a workload', async () => {
    writeFileSync(join(directory, 'wrong.json'), JSON.stringify({ ...liarWorkload, lon: [] }));
    const wrong = await ended(start('livy', ['--workload', join(directory, 'wrong.json')]));
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/wrong\.json is no workload: .+\n$/);
    const none = await ended(start('livy', ['--workload', 'none']));
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('duckdb, spark') });
  });

  function start(dialect: string, args: readonly string[]): ChildProcess {
    const url = dialect === 'livy' ? `${liar.url}/livy` : liar.url;
    const own = args.includes('--workload') ? [] : ['--workload', workload];
    return spawn(process.execPath, [program, '--url', url, '--dialect', dialect, ...own, ...args], {
      env: { PATH: process.env['PATH'], CONFORMANCE_TOKEN: 'mine' },
      stdio: 'pipe',
    });
  }
});

async function ended(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new TypeError('no pipes');
  const told = [text(child.stdout), text(child.stderr)] as const;
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stdout: await told[0], stderr: await told[1] };
}
