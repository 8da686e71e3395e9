import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Null where this checkout can be run as another user, with the tests' own directories; else why not, so that a skip says it. */
export const whyNotAsOther: string | null = tryAsOther();

function tryAsOther(): string | null {
  if (process.getuid?.() !== 0) return 'the tests themselves run as one';
  const read = `process.chdir(${JSON.stringify(tmpdir())}); await import(${JSON.stringify(join(import.meta.dirname, 'drive-program.ts'))})`;
  const args = ['--input-type=module', '-e', read];
  try {
    execFileSync(process.execPath, args, { uid: 65_534, gid: 65_534, cwd: '/', stdio: 'pipe' });
    return null;
  } catch (error) {
    return `another user cannot come to this checkout, or to ${tmpdir()}: ${(error as Error).message.split('\n')[0]}`;
  }
}
