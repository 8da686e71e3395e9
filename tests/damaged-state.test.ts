import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillDisk } from '../packages/gateway/tests/support/small-disk.ts';
import { whyNoMount } from '../packages/gateway/tests/support/why-no-mount.ts';
import { startGateway } from './support/start-gateway.ts';

const env = { SLUICE_SAMPLES: 'off', SLUICE_DRAIN_MS: '0' };
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sluice-test-damaged-'));
  await (await startGateway({ dataDir: join(home, 'whole'), env })).stop();
});
afterAll(() => rmSync(home, { recursive: true }));

it.each<readonly [how: string, damage: (state: string) => void, reason: RegExp]>([
  ['cut off', (state) => truncateSync(state, statSync(state).size / 2), /is damaged \(.*malformed/],
  ['no database', (state) => writeFileSync(state, 'junk'.repeat(999)), /is damaged \(file is not/],
  ['empty', (state) => truncateSync(state), /is empty, though/],
  ['gone', (state) => rmSync(state), /is gone, though/],
])('a state that is %s stops the start with one line', async (how, damage, reason) => {
  const dataDir = join(home, how.replace(' ', '-'));
  cpSync(join(home, 'whole'), dataDir, { recursive: true });
  damage(join(dataDir, 'state.db'));
  const refusal = await refusalOf(dataDir);
  expect(refusal).toMatch(reason);
  expect(refusal).toMatch(/: sluice: [^\n]*\n$/);
  expect(refusal).toContain('sluice server restore');
});

it.skipIf(whyNoMount !== null)(
  `a disk that is full stops the start with one line ${whyNoMount ?? ''}`,
  async () => {
    const disk = join(home, 'disk');
    const dataDir = join(disk, 'data');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    try {
      cpSync(join(home, 'whole'), dataDir, { recursive: true });
      const filler = fillDisk(disk);
      expect(await refusalOf(dataDir)).toMatch(/: sluice: [^\n]*\bdisk\b[^\n]*\n$/);
      rmSync(filler);
      expect(await refusalOf(dataDir)).toBe('started; 0');
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

async function refusalOf(dataDir: string): Promise<string> {
  try {
    const gateway = await startGateway({ dataDir, env });
    return `started; ${await gateway.stop()}`;
  } catch (error) {
    return (error as Error).message;
  }
}
