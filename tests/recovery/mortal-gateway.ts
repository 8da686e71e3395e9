import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SluiceClient } from '@sluice/client';
import { hostsOf, processesIn } from '../../packages/gateway/tests/support/processes-in.ts';
import { testEnvironment } from '../support/test-environment.ts';

const main = resolve(import.meta.dirname, '../../packages/gateway/src/main.ts');
const readyMs = 90_000;
const stopMs = 60_000;

/** A started gateway that is killed and started again, on one directory and one port. */
export class MortalGateway {
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-test-mortal-')));
  readonly #port: number;
  readonly #settings: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;
  #told = '';

  private constructor(port: number, settings: NodeJS.ProcessEnv) {
    this.#port = port;
    this.#settings = settings;
    mkdirSync(this.dataDir);
  }

  /** @param settings more of them, or others than usual */
  static async start(settings: NodeJS.ProcessEnv = {}): Promise<MortalGateway> {
    const gateway = new MortalGateway(await freePort(), settings);
    try {
      await gateway.startUntilReady();
      return gateway;
    } catch (error) {
      await gateway.kill();
      gateway.remove();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get dataDir(): string {
    return join(this.home, 'data');
  }

  get projectDir(): string {
    return join(this.dataDir, 'projects', this.#credential().project_id);
  }

  /** What the gateways have written to their standard error. */
  get told(): string {
    return this.#told;
  }

  client(): SluiceClient {
    return new SluiceClient({ url: this.url, apiKey: this.#credential().api_key });
  }

  hosts(): number[] {
    return hostsOf(this.dataDir);
  }

  /** Starts the next gateway process, and does not wait for it. */
  begin(): void {
    const child = spawn(process.execPath, [main], {
      cwd: this.home,
      env: testEnvironment({
        SLUICE_DATA_DIR: this.dataDir,
        SLUICE_LISTEN: `127.0.0.1:${this.#port}`,
        SLUICE_SAMPLES: 'off',
        SLUICE_INTERRUPT_MS: '1000',
        SLUICE_HOST_MEMORY: '1GB',
        SLUICE_LOG_LEVEL: 'warn',
        ...this.#settings,
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#told += text));
    this.#child = child;
  }

  /** Starts the next one, again where it dies, and waits until it drives jobs. */
  async startUntilReady(): Promise<void> {
    const deadline = performance.now() + readyMs;
    while (performance.now() < deadline) {
      if (!this.#isAlive) this.begin();
      if (await this.#isReady()) return;
      await pause(20);
    }
    throw new Error(`no gateway was ready in ${readyMs} ms: ${this.#told}`);
  }

  /** SIGKILL; resolves when its process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM. @returns the exit code; null when it had to be killed */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#child?.exitCode ?? null;
  }

  /** Pids of all that is left of it. */
  left(): number[] {
    return processesIn(this.home);
  }

  remove(): void {
    for (const pid of this.left()) process.kill(pid, 'SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }

  get #isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #credential(): { readonly project_id: string; readonly api_key: string } {
    const text = readFileSync(join(this.dataDir, 'credential.json'), 'utf8');
    return JSON.parse(text) as { project_id: string; api_key: string };
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || !this.#isAlive) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(timer);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
