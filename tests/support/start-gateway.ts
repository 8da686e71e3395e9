import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const main = resolve(import.meta.dirname, '../../packages/gateway/src/main.ts');
const readyMs = 60_000;
const stopMs = 30_000;

/** What `credential.json` of the data directory has. */
export interface Credential {
  readonly access_key: string;
  readonly secret_key: string;
  readonly project_id: string;
  readonly api_key: string;
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly url: string;
}

export interface StartedGateway {
  readonly url: string;
  readonly projectId: string;
  readonly credential: Credential;
  readonly dataDir: string;
  readonly pid: number;
  /** What the gateway has written to its standard error so far. */
  readonly told: () => string;
  /** Ends the gateway by SIGTERM, removes its directory, and answers with its exit code. */
  stop(): Promise<number | null>;
}

export interface GatewayOptions {
  /** More settings, or others: `{ SLUICE_SAMPLES: 'off' }`. */
  readonly env?: NodeJS.ProcessEnv;
  /** A data directory that outlives this gateway; a new one, removed at the stop, when absent. */
  readonly dataDir?: string;
}

/**
 * Starts a real gateway in a process of its own, on a free port, and waits until it listens.
 * @throws when it ends before that or takes too long, with what it wrote
 */
export async function startGateway(options: GatewayOptions = {}): Promise<StartedGateway> {
  const home = mkdtempSync(join(tmpdir(), 'sluice-test-gateway-'));
  const dataDir = options.dataDir ?? join(home, 'data');
  // In a directory of its own, so that a settings file of the checkout does not count.
  const child = spawn(process.execPath, [main], {
    cwd: home,
    env: { ...cleanEnvironment(), ...bootstrap, SLUICE_DATA_DIR: dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const remove = () => rmSync(home, { recursive: true, force: true });
  try {
    const url = await untilListening(child, () => told);
    const credential = readCredential(dataDir);
    const { pid } = child;
    if (pid === undefined) throw new Error('a process that runs has no pid');
    return {
      url,
      projectId: credential.project_id,
      credential,
      dataDir,
      pid,
      told: () => told,
      stop: async () => {
        await end(child, 'SIGTERM').finally(remove);
        return child.exitCode;
      },
    };
  } catch (error) {
    await end(child, 'SIGKILL').finally(remove);
    throw error;
  }
}

const bootstrap = {
  SLUICE_LISTEN: '127.0.0.1:0',
  SLUICE_BOOTSTRAP_AK: 'AKTESTSLUICE00000001',
  SLUICE_BOOTSTRAP_SK: 'skTestSluice00000000000000000000000000001',
  SLUICE_BOOTSTRAP_PROJECT_ID: '0123456789abcdef0123456789abcdef',
  SLUICE_BOOTSTRAP_PASSWORD: 'a-password-of-the-tests',
};

/** Without the settings of whoever runs the tests. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SLUICE_') || name.startsWith('SLUICE_TEST_'),
  );
  return Object.fromEntries(entries);
}

async function untilListening(child: ChildProcess, told: () => string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) => reject(new Error(`the gateway ${why}: ${told()}`));
  const timer = setTimeout(() => fail(`did not listen within ${readyMs} ms`), readyMs);
  child.once('error', ({ message }) => fail(`did not start (${message})`));
  // 'close' comes when all that it wrote has been read.
  child.once('close', (code) => fail(`ended with ${String(code)} before it listened`));
  if (!child.stdout) throw new Error('the gateway has no standard output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const url = listeningUrl(line);
    if (url !== null) resolve(url);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** The gateway's log has a line of JSON with `listening` once requests are served. */
function listeningUrl(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const entry = JSON.parse(line) as { listening?: unknown };
  return typeof entry.listening === 'string' ? entry.listening : null;
}

function readCredential(dataDir: string): Credential {
  return JSON.parse(readFileSync(join(dataDir, 'credential.json'), 'utf8')) as Credential;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(timer);
}
