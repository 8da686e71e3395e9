import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { CopyTo } from '../messages/run-order.ts';
import { Bucket } from './bucket.ts';

const files = 100;
const bytes = 10;
const result = { columns: [], rowCount: 0, affectedRows: 0, rows: { at: 'none' } } as const;

it('counts each file once, and uploads on their way, however many are put to their places meanwhile', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bucket-'));
  const uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-uploads-'));
  onTestFinished(() =>
    [directory, uploadsDir].forEach((path) => rmSync(path, { recursive: true })),
  );
  writeFileSync(join(uploadsDir, 'half.part'), 'x');
  const copies = Array.from({ length: files }, (_, at) => writeAside(directory, at));
  const bucket = new Bucket({ bucketDir: directory, uploadsDir });
  const sizes: Promise<number>[] = [];
  for (const copyTo of copies) {
    sizes.push(bucket.size());
    await turn();
    expect(bucket.put(copyTo, result).kind).toBe('succeeded');
  }
  expect(new Set(await Promise.all(sizes))).toEqual(new Set([files * bytes + 1]));
});

function writeAside(directory: string, at: number): CopyTo {
  const asideDir = join(directory, '.sluice', String(at));
  mkdirSync(asideDir, { recursive: true });
  writeFileSync(join(asideDir, `${at}.csv`), 'x'.repeat(bytes));
  return { asideDir, target: join(directory, `${at}.csv`), mode: 'plain' };
}
