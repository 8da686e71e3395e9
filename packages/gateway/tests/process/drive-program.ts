import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { soon } from '../support/soon.ts';

const driver = fileURLToPath(new URL('./batch-driver.ts', import.meta.url));

/** A process that has started a program as a batch. */
export interface Driven {
  readonly jobId: string;
  readonly isolation: unknown;
  readonly process: ChildProcess;
  /** Takes a rung and says how the batch ended. */
  readonly stop: (rung: 'terminate' | 'kill') => Promise<unknown>;
  /** Ends that process, as the system would. */
  readonly die: () => Promise<void>;
}

/** @param uid the user that it runs as; absent: ours */
export async function driveProgram(
  dataDir: string,
  program: readonly string[],
  uid?: number,
): Promise<Driven> {
  const child = spawn(process.execPath, [driver, dataDir, ...program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const heard = async () => {
    const { value } = await soon('a word of the driver', lines.next());
    return JSON.parse(String(value)) as { jobId: string; isolation: unknown };
  };
  return {
    ...(await heard()),
    process: child,
    stop: (rung) => {
      child.stdin.write(`${rung}\n`);
      return heard();
    },
    die: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
