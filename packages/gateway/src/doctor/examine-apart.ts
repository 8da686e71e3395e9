import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@sluice/protocol';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));
const examineMs = 120_000;

/** Examines in a process of its own: reading all of a large state would hold up every request. */
export function examineApart(): Promise<readonly Finding[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Finding[]>();
  const args = [program, 'doctor', '--json'];
  execFile(process.execPath, args, { timeout: examineMs }, (error, stdout) => {
    // Findings that fail are an exit code too: what was printed tells.
    try {
      resolve(JSON.parse(stdout) as readonly Finding[]);
    } catch {
      reject(error ?? new Error('the doctor said nothing'));
    }
  });
  return promise;
}
