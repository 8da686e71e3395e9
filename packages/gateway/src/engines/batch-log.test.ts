import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBatchLog, trimBatchLog } from './batch-log.ts';
import { BatchPlace, type BatchRoom } from './batch-room.ts';

const limit = 64 * 1024;

let dataDir: string;
let room: BatchRoom;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-log-'));
  room = new BatchPlace(dataDir, 'project', crypto.randomUUID()).room(0);
  mkdirSync(room.path, { recursive: true });
  writeFileSync(room.logFile('stdout'), 'x'.repeat(4 * limit));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

async function textFrom(from: number) {
  const { from: begins, size, bytes } = await readBatchLog(room.place, 'stdout', 0, from, limit);
  return { begins, size, text: bytes.toString() };
}

it('shows what a program writes after it has cut its own log short, and keeps that to its limit', async () => {
  await trimBatchLog(room, 'stdout', limit);
  expect((await textFrom(0)).begins).toBeGreaterThan(3 * limit);
  truncateSync(room.logFile('stdout'), 3);
  expect(await textFrom(0)).toEqual({ begins: 0, size: 3, text: expect.any(String) as string });
  writeFileSync(room.logFile('stdout'), 'y'.repeat(2 * limit));
  await trimBatchLog(room, 'stdout', limit);
  const { begins, text } = await textFrom(0);
  expect(begins).toBeGreaterThan(limit);
  expect(text).toBe('y'.repeat(2 * limit - begins));
});

it('takes back the right to a log that its program took away', async () => {
  await chmod(room.logFile('stdout'), 0o000);
  expect((await textFrom(4 * limit - 3)).text).toBe('xxx');
  await trimBatchLog(room, 'stdout', limit);
  expect(statSync(room.logFile('stdout')).blocks * 512).toBeLessThanOrEqual(limit);
});
