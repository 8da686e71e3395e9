import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProcesses } from './find-processes.ts';
import { testEnvironment } from './test-environment.ts';
import { untilGone } from './until-gone.ts';
import { untilListening } from './until-listening.ts';

const main = resolve(import.meta.dirname, '../../packages/gateway/src/main.ts');
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
  /** What it has written to its standard output: its log. */
  readonly logged: () => string;
  /**
   * Ends the gateway by SIGTERM, removes its directory, and answers with its exit code.
   * @throws when a process of it is left
   */
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
  const marker = randomUUID();
  const child = spawn(process.execPath, [main], {
    cwd: home,
    env: testEnvironment({
      SLUICE_DATA_DIR: dataDir,
      SLUICE_TEST_GATEWAY: marker,
      ...options.env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  let logged = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (logged += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const remove = async () => {
    // A host that was just being started may make its directories once more.
    await untilGone(() => findProcesses(`SLUICE_TEST_GATEWAY=${marker}`, home));
    rmSync(home, { recursive: true, force: true });
  };
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
      logged: () => logged,
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
