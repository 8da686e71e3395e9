import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

const form = /^slm_[A-Za-z0-9_-]{43}$/;

/**
 * Reads the token that opens the metrics, and makes it when it is not there yet.
 * @throws StartError when the file is no such token, or others than its owner may read it
 */
export function openMetricsToken(dataDir: string): string {
  const path = join(dataDir, 'metrics.token');
  // 256 random bits.
  const made = `slm_${randomBytes(32).toString('base64url')}`;
  try {
    writeFileSync(path, `${made}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const token = readFileSync(path, 'utf8').trim();
  if (!form.test(token)) {
    throw new StartError(`the file ${path} holds no token: delete it, and a new one is made`);
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new StartError(
      `the file ${path} can be read by others: delete it, and a new token is made`,
    );
  }
  return token;
}
