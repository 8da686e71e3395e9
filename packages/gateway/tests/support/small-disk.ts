import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';

export interface SmallDisk {
  /** Not a byte is left. */
  readonly fill: () => void;
  readonly free: () => void;
}

/** A disk of 6 MB for the state of every core that is started in this block; it has room again after each test. */
export function useSmallDisk(): SmallDisk {
  const disk = mkdtempSync(join(tmpdir(), 'sluice-test-full-'));
  const filler = join(disk, 'filler');
  const { TMPDIR } = process.env;
  const free = () => rmSync(filler, { force: true });

  beforeAll(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
    // The state of each core is made where temporary things are.
    process.env['TMPDIR'] = disk;
  });
  // Before the core is closed, which writes.
  afterEach(free);
  afterAll(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  return {
    fill: () => fillDisk(disk),
    free,
  };
}

/** Not a byte is left. @returns the file that takes them */
export function fillDisk(disk: string): string {
  const filler = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  return filler;
}
