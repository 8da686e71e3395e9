import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FoundProcess, findProcesses } from './find-processes.ts';
import { testEnvironment } from './test-environment.ts';
import { untilGone } from './until-gone.ts';
import { untilListening } from './until-listening.ts';

const checkout = resolve(import.meta.dirname, '../..');

/** A Sluice that was started as a person would, by `npm start`, in a process group of its own. */
export interface NpmStarted {
  readonly npm: ChildProcess;
  readonly url: string;
  readonly apiKey: string;
  /** Every process of it, npm and the DuckDB hosts included. */
  processes(): FoundProcess[];
  /** Waits until none of them is left. @throws naming those that are */
  untilGone(): Promise<void>;
  /** Kills what is left and removes the data directory. */
  clear(): void;
}

/** @param home kept from an earlier start, or a new one */
export async function npmStart(env: NodeJS.ProcessEnv, home = newHome()): Promise<NpmStarted> {
  const marker = randomUUID();
  const npm = spawn('npm', ['start'], {
    cwd: checkout,
    env: testEnvironment({
      SLUICE_DATA_DIR: join(home, 'data'),
      SLUICE_TEST_START: marker,
      ...env,
    }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const processes = () => findProcesses(`SLUICE_TEST_START=${marker}`, home);
  const clear = () => {
    for (const { pid } of processes()) kill(pid);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const url = await untilListening(npm, () => told);
    const credential = readFileSync(join(home, 'data', 'credential.json'), 'utf8');
    const { api_key: apiKey } = JSON.parse(credential) as { api_key: string };
    return { npm, url, apiKey, processes, untilGone: () => untilGone(processes), clear };
  } catch (error) {
    clear();
    throw error;
  }
}

export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'sluice-test-start-'));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
