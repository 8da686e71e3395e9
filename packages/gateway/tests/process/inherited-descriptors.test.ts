import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BatchPlace } from '../../src/engines/batch-room.ts';
import { soon } from '../support/soon.ts';
import { projectId } from './start-batches.ts';

const main = fileURLToPath(new URL('./batches-main.ts', import.meta.url));

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-batches-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it('what its gateway was born with is not open to a batch', async () => {
  const secret = join(dataDir, 'secret-of-the-gateway');
  writeFileSync(secret, 'secret');
  const descriptor = openSync(secret, 'r');
  const stdio = Array.from({ length: 41 }, (_, fd) =>
    [12, 15, 40].includes(fd) ? descriptor : 'ignore',
  );
  const child = spawn(process.execPath, [main, dataDir, 'shows-descriptors.sh'], {
    stdio: ['ignore', 'pipe', 'inherit', ...stdio.slice(3)],
  });
  closeSync(descriptor);
  const gone = once(child, 'exit');
  if (!child.stdout) throw new Error('it says nothing');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await soon('the program is ready', lines.next());
  child.kill('SIGKILL');
  await gone;
  const [jobId = ''] = JSON.parse(String(value)) as string[];
  const shown = readFileSync(
    new BatchPlace(dataDir, projectId, jobId).room(0).logFile('stdout'),
    'utf8',
  );
  expect(shown).toContain('/dev/null');
  expect(shown).not.toContain('secret-of-the-gateway');
  expect(shown).toContain('ready');
});
