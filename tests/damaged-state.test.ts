import { cpSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  const refusal = await startGateway({ dataDir, env }).then(
    async (gateway) => `started; ${await gateway.stop()}`,
    (error: Error) => error.message,
  );
  expect(refusal).toMatch(reason);
  expect(refusal).toMatch(/: sluice: [^\n]*\n$/);
  expect(refusal).toContain('sluice server restore');
});
