import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Upload } from '../../src/core/ports/bucket-store.ts';
import { bucketsIn } from '../support/buckets-in.ts';
import { whyNoMount } from '../support/why-no-mount.ts';

const projectId = 'p1';
const disk = mkdtempSync(join(tmpdir(), 'sluice-test-full-'));
const outside = mkdtempSync(join(tmpdir(), 'sluice-test-full-'));
const file = { bucket: 'lake', key: 'a' };
const upload = { length: null, sha256: null, part: null, limit: null };

describe.skipIf(whyNoMount !== null)(`a disk that fills up ${whyNoMount ?? ''}`, () => {
  const buckets = bucketsIn(disk);
  const aside = () => readdirSync(join(disk, 'projects', projectId, 'uploads'));
  const put = (more: Partial<Upload>) =>
    buckets.put(projectId, file, { ...upload, content: bytes(5), ...more });

  beforeAll(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  });
  afterAll(() => {
    execFileSync('umount', [disk]);
    for (const directory of [disk, outside]) rmSync(directory, { recursive: true });
  });

  it('during an upload refuses it, keeps what was there and leaves nothing', async () => {
    expect((await put({ content: bytes(1) })).kind).toBe('put');
    expect(await put({})).toEqual({ kind: 'disk_full' });
    expect(aside()).toEqual([]);
    await using there = await buckets.open(projectId, file);
    expect(there?.file.size).toBe(1e6);
  });

  it('during one in parts refuses it, and gives back what came before', async () => {
    const part = { total: 5e6, sha256: createHash('sha256').digest('hex') };
    const first = await put({ content: bytes(2), part: { ...part, offset: 0 } });
    expect(first).toEqual({ kind: 'part_kept', received: 2e6 });
    expect(await put({ content: bytes(3), part: { ...part, offset: 2e6 } })).toEqual({
      kind: 'disk_full',
    });
    expect(aside()).toEqual([]);
    expect((await put({ content: bytes(2) })).kind).toBe('put');
  });

  it('does not keep a file from being held', async () => {
    await buckets.delete(projectId, file);
    expect((await put({ content: bytes(3) })).kind).toBe('put');
    const held = await buckets.hold(projectId, file, join(disk, 'held'));
    expect(held).toEqual({ kind: 'copied', size: 3e6 });
    // On another file system.
    const copied = await buckets.hold(projectId, file, join(outside, 'held'));
    expect(copied).toEqual({ kind: 'copied', size: 3e6 });
    rmSync(join(disk, 'held'));
  });

  it('during a snapshot leaves no half of it', async () => {
    const target = join(disk, 'copy');
    await buckets.delete(projectId, file);
    expect((await put({ content: bytes(3) })).kind).toBe('put');
    expect(await buckets.snapshot(projectId, file, target)).toEqual({ kind: 'disk_full' });
    expect(readdirSync(disk)).toEqual(['projects']);
    expect(await buckets.snapshot(projectId, file, join(outside, 'copy'))).toEqual({
      kind: 'copied',
      size: 3e6,
    });
  });
});

async function* bytes(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < 10 * megabytes; i++) yield Buffer.alloc(1e5, i);
}
