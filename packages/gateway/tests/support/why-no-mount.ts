import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Null where a tmpfs can be mounted; else why not, so that a skip says it. */
export const whyNoMount: string | null = tryToMount();

function tryToMount(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'sluice-test-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'pipe' });
    execFileSync('umount', [place]);
    return null;
  } catch (error) {
    return `no tmpfs can be mounted here: ${(error as Error).message.split('\n')[0]}`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
