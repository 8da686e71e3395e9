import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeyFileError, openKeyFile } from './open-key-file.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-key-'));
  path = join(directory, 'secret.key');
});
afterEach(() => rm(directory, { recursive: true }));

it('makes a key that only its owner can read, and reads it from then on', async () => {
  const key = await openKeyFile(path, false);
  expect(key).toHaveLength(32);
  expect(key.equals(Buffer.alloc(32))).toBe(false);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await openKeyFile(path, false)).toEqual(key);
  expect(await readFile(path)).toEqual(key);
});

it.each([0o640, 0o604, 0o620, 0o601, 0o644])('refuses a file of mode %o', async (mode) => {
  await openKeyFile(path, false);
  await chmod(path, mode);
  await expect(openKeyFile(path, false)).rejects.toThrow(KeyFileError);
  await expect(openKeyFile(path, false)).rejects.toThrow(`chmod 600 ${path}`);
});

it.each([0, 31, 33])('refuses a file of %i bytes, and leaves it as it is', async (size) => {
  await writeFile(path, Buffer.alloc(size, 5), { mode: 0o600 });
  await expect(openKeyFile(path, false)).rejects.toThrow('is not a file of 32 bytes');
  expect(await readFile(path)).toEqual(Buffer.alloc(size, 5));
});

it('refuses a directory in its place', async () => {
  await mkdir(path);
  await expect(openKeyFile(path, false)).rejects.toThrow('is not a file');
});

it('makes no other key where one was in use and is gone', async () => {
  await expect(openKeyFile(path, true)).rejects.toThrow('put it back from a backup');
  await expect(stat(path)).rejects.toThrow('ENOENT');
  const key = await openKeyFile(path, false);
  expect(await openKeyFile(path, true)).toEqual(key);
});
