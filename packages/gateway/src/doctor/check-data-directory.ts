import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@sluice/protocol';
import { fail, ok } from './finding.ts';

const privateFiles = ['secret.key', 'credential.json', 'metrics.token'];

/** Whether the directory is there, and is its owner's alone. */
export function checkDataDirectory(dataDir: string): readonly Finding[] {
  const what = 'data directory';
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    return [fail(what, `there is no directory ${dataDir}: npm start makes it`)];
  }
  if ((stat.mode & 0o077) !== 0) {
    return [fail(what, `others can enter ${dataDir}: run chmod 700 ${dataDir}`)];
  }
  const files = privateFiles.map((name) => checkPrivateFile(join(dataDir, name)));
  return [ok(what, `${dataDir}, mode 0700`), ...files.filter((finding) => finding !== null)];
}

function checkPrivateFile(path: string): Finding | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || (stat.mode & 0o077) === 0) return null;
  return fail(
    'secrets',
    `others can read or change ${path}: run chmod 600 ${path}, and rotate keys if they did`,
  );
}
