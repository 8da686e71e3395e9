import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { newHome, type NpmStarted, npmStart } from './support/npm-start.ts';
import { startGateway } from './support/start-gateway.ts';
import { testEnvironment } from './support/test-environment.ts';

const checkout = resolve(import.meta.dirname, '..');
const runningMs = 60_000;
/** Hours of work, without any table. */
const endlessSql =
  'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range + b.range) % 7 = 3';

/** Ways in which people and systems stop a program that npm started. */
const ways: readonly (readonly [way: string, stop: (started: NpmStarted) => void])[] = [
  ['Ctrl-C', (started) => process.kill(-pidOfNpm(started), 'SIGINT')],
  ['the end of its terminal', (started) => process.kill(-pidOfNpm(started), 'SIGHUP')],
  ['SIGTERM to npm alone', (started) => process.kill(pidOfNpm(started), 'SIGTERM')],
  ['SIGKILL to npm alone', (started) => process.kill(pidOfNpm(started), 'SIGKILL')],
  ['SIGKILL to start.mjs alone', (started) => process.kill(pidOfScript(started), 'SIGKILL')],
];

describe('npm start, when it is stopped', () => {
  let started: NpmStarted | undefined;
  afterEach(() => started?.clear());

  it.each(ways)('by %s, ends its jobs and leaves no process', async (_way, stop) => {
    const home = newHome();
    started = await npmStart({ SLUICE_SAMPLES: 'off', SLUICE_DRAIN_MS: '0' }, home);
    const jobId = await submitAndAwaitRunning(started, endlessSql);
    expect(started.processes().map(({ command }) => command)).toEqual(
      expect.arrayContaining([expect.stringContaining('duckdb/host/main.ts')]),
    );
    stop(started);
    await started.untilGone();
    // Only a gateway that ended its jobs itself wrote why.
    const next = await startGateway({ dataDir: join(home, 'data') });
    const job = await callApi(next.url, next.credential.api_key, `/jobs/${jobId}`);
    await next.stop();
    expect(job).toMatchObject({ status: 'cancelled', cancel: { reason: 'shutdown' } });
  });
});

describe('npm start, a second time', () => {
  it('is ready in less than 3 s', async () => {
    const home = newHome();
    await secondsToStart(home);
    // On a busy machine everything takes longer: npm itself, asked for its version, tells how much.
    // A machine may become busy between the two, so that it is asked beside each try.
    const isReadyInTime = async () => {
      const askedAt = performance.now();
      await promisify(execFile)('npm', ['--version']);
      const npmSeconds = secondsSince(askedAt);
      return (await secondsToStart(home)) < Math.max(3, 30 * npmSeconds);
    };
    let isReady = false;
    for (let tries = 0; tries < 5 && !isReady; tries++) isReady = await isReadyInTime();
    rmSync(home, { recursive: true });
    expect(isReady).toBe(true);
  });
});

describe('npm start, when it cannot', () => {
  let home: string;
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('says that the port is in use', async () => {
    home = newHome();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const refusal = await start({ SLUICE_LISTEN: `127.0.0.1:${port}` });
    other.close();
    expect(refusal.lines).toEqual([
      `sluice: cannot listen on 127.0.0.1:${port}: it is in use; stop that program, or set SLUICE_LISTEN`,
    ]);
    expect(refusal.code).toBe(1);
  });

  it('says that the data directory is in use', async () => {
    home = newHome();
    const dataDir = join(home, 'data');
    const other = await startGateway({ dataDir, env: { SLUICE_SAMPLES: 'off' } });
    const refusal = await start({});
    await other.stop();
    expect(refusal.lines).toEqual([
      `sluice: the data directory ${dataDir} is in use by another gateway: stop that one, or set SLUICE_DATA_DIR`,
    ]);
    expect(refusal.code).toBe(1);
  });

  it('says that there is a file in the place of the data directory', async () => {
    home = newHome();
    writeFileSync(join(home, 'data'), '');
    const refusal = await start({});
    expect(refusal.lines).toEqual([
      `sluice: cannot use the data directory ${join(home, 'data')}: there is a file in its place`,
    ]);
    expect(refusal.code).toBe(1);
  });

  it.each([
    ['SLUICE_LISTNE', '127.0.0.1:0', /^sluice: SLUICE_LISTNE in the environment is no setting/],
    ['SLUICE_HOSTS_MEMORY', '400MB', /^sluice: SLUICE_HOSTS_MEMORY \(400 MB\) holds not even one/],
    ['SLUICE_QUOTA_TEMPORARY', '20%', /^sluice: SLUICE_QUOTA_TEMPORARY takes a number of bytes/],
    ['SLUICE_DEFAULT_SLOTS', 'many', /^sluice: SLUICE_DEFAULT_SLOTS takes a whole number/],
    ['SLUICE_LISTEN', '0.0.0.0:8642', /^sluice: SLUICE_LISTEN: 0.0.0.0 is beyond loopback/],
  ])('names the setting %s=%s', async (name, value, words) => {
    home = newHome();
    const refusal = await start({ [name]: value });
    expect(refusal.lines).toEqual([expect.stringMatching(words)]);
    expect(refusal.code).toBe(78);
  });

  it('says that there is no registry to install from', async () => {
    home = newHome();
    for (const part of ['scripts', 'package.json', 'package-lock.json', 'packages']) {
      cpSync(join(checkout, part), join(home, part), { recursive: true });
    }
    const registry = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(home, 'npm'),
    };
    const refusal = await start(registry, join(home, 'scripts', 'start.mjs'));
    expect(refusal.lines).toEqual([
      'sluice: installing packages ...',
      'sluice: cannot install the packages: no package registry within reach (ECONNREFUSED); connect to the network and try again',
    ]);
    expect(refusal.code).toBe(1);
  });

  /** Runs the script itself: npm would say more about the same failure. */
  async function start(
    env: NodeJS.ProcessEnv,
    script = join(checkout, 'scripts', 'start.mjs'),
  ): Promise<{ code: unknown; lines: string[] }> {
    const options = {
      env: testEnvironment({ SLUICE_DATA_DIR: join(home, 'data'), SLUICE_SAMPLES: 'off', ...env }),
      timeout: 100_000,
    };
    try {
      const { stderr } = await promisify(execFile)(process.execPath, [script], options);
      return { code: 0, lines: linesOf(stderr) };
    } catch (error) {
      const { code, stderr } = error as { code: unknown; stderr: string };
      return { code, lines: linesOf(stderr) };
    }
  }
});

describe('npm start -- --help', () => {
  it('lists the settings and starts nothing', async () => {
    const { stdout } = await promisify(execFile)('npm', ['start', '--', '--help'], {
      cwd: checkout,
    });
    expect(stdout).toContain('SLUICE_LISTEN=127.0.0.1:8642');
    expect(stdout).toContain('SLUICE_DATA_DIR=.sluice');
  });
});

function pidOfNpm({ npm }: NpmStarted): number {
  if (npm.pid === undefined) throw new Error('npm does not run');
  return npm.pid;
}

function pidOfScript(started: NpmStarted): number {
  const processes = started.processes();
  const script = processes.find(({ command }) => /^\S*node \S+start\.mjs/.test(command));
  if (!script) throw new Error(`no start.mjs in ${JSON.stringify(processes)}`);
  return script.pid;
}

/** Until it is ready; it is stopped again. */
async function secondsToStart(home: string): Promise<number> {
  const startedAt = performance.now();
  const started = await npmStart({}, home);
  const seconds = secondsSince(startedAt);
  process.kill(-pidOfNpm(started), 'SIGINT');
  await started.untilGone();
  return seconds;
}

function secondsSince(time: number): number {
  return (performance.now() - time) / 1_000;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

async function submitAndAwaitRunning({ url, apiKey }: NpmStarted, sql: string): Promise<string> {
  const submitted = await callApi(url, apiKey, '/jobs', { sql });
  const deadline = Date.now() + runningMs;
  let job = submitted;
  while (job.status === 'queued' || job.status === 'launching') {
    if (Date.now() > deadline) throw new Error(`does not run after ${runningMs} ms: ${job.status}`);
    job = await callApi(url, apiKey, `/jobs/${submitted.id}`);
  }
  expect(job.status).toBe('running');
  return job.id;
}

interface JobAnswer {
  readonly id: string;
  readonly status: string;
}

async function callApi(
  url: string,
  apiKey: string,
  path: string,
  body?: object,
): Promise<JobAnswer> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  });
  return (await answer.json()) as JobAnswer;
}
