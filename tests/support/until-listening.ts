import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const readyMs = 60_000;

/**
 * Waits for the line of the gateway's log that says where it listens.
 * @param child whose standard output is a pipe
 * @param told what it has written to its standard error, for the error
 * @returns the URL
 * @throws when it ends before that, or takes too long
 */
export async function untilListening(child: ChildProcess, told: () => string): Promise<string> {
  if (!child.stdout) throw new TypeError('the standard output is no pipe');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) => reject(new Error(`the gateway ${why}: ${told()}`));
  const timer = setTimeout(() => fail(`did not listen within ${readyMs} ms`), readyMs);
  child.once('error', ({ message }) => fail(`did not start (${message})`));
  // 'close' comes when all that it wrote has been read.
  child.once('close', (code) => fail(`ended with ${String(code)} before it listened`));
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

function listeningUrl(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const entry = JSON.parse(line) as { listening?: unknown };
  return typeof entry.listening === 'string' ? entry.listening : null;
}
