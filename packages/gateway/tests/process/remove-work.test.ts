import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeWork } from '../../src/engines/process/remove-work.ts';

const rounds = 10;
const pairs = 40;
const files = 5;

/** Puts links in the place of directories, and back, as fast as it can, also when they have lost their path. */
const swapping = `
import ctypes, os, sys
libc = ctypes.CDLL(None)
directory = os.open(sys.argv[1], os.O_RDONLY)
print('ready', flush=True)
while True:
    for i in range(${pairs}):
        libc.renameat2(directory, b'd%d' % i, directory, b'l%d' % i, 2)
`;

it('follows no link that is put in the place of a directory meanwhile', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-test-remove-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const victim = join(home, 'victim');
  mkdirSync(victim);
  const kept = Array.from({ length: files }, (_, at) => `f${at}`);
  for (const name of kept) writeFileSync(join(victim, name), name);

  for (let round = 0; round < rounds; round++) {
    const work = join(home, 'work');
    for (let at = 0; at < pairs; at++) {
      const directory = join(work, 'shared', `d${at}`);
      mkdirSync(directory, { recursive: true });
      for (const name of kept) writeFileSync(join(directory, name), name);
      symlinkSync(victim, join(work, 'shared', `l${at}`));
    }
    const swapper = spawn('python3', ['-c', swapping, join(work, 'shared')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(swapper, 'exit');
    await once(swapper.stdout, 'data');
    // One that loses the race is asked again, as the runner does.
    for (let tries = 0; tries < 100; tries++) {
      try {
        await removeWork(work);
        break;
      } catch {
        // Something came to be there meanwhile.
      }
    }
    swapper.kill('SIGKILL');
    await gone;
    await removeWork(work);
    expect(readdirSync(victim).sort()).toEqual(kept);
  }
});
