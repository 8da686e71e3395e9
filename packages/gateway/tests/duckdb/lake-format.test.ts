import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { startDuckdb } from '../support/start-duckdb.ts';

/** The number of the format in the file's own header: after a checksum and the letters DUCK. */
function formatOf(file: string): number {
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header, 0, header.length, 0);
  closeSync(descriptor);
  expect(header.toString('latin1', 8, 12)).toBe('DUCK');
  return Number(header.readBigUInt64LE(12));
}

/** As `lake-storage-version.ts` pins it. */
const formatOfNewFiles = 68;
const formatOfRelease010 = 64;

it('a new database is made in the pinned format', async () => {
  const world = await startDuckdb();
  await world.run('CREATE TABLE t AS SELECT 1::VARIANT AS v');
  const { databaseFile } = new ProjectPlaces(world.dataDir, world.projectId);
  expect(formatOf(databaseFile)).toBe(formatOfNewFiles);
  await world.close();
});

it('a database of 0.1.0 is opened, read and written, and keeps its format', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-format-'));
  const { databaseFile } = new ProjectPlaces(dataDir, 'old');
  mkdirSync(dirname(databaseFile), { recursive: true });
  // 0.1.0 named no format.
  const instance = await DuckDBInstance.create(databaseFile);
  const connection = await instance.connect();
  await connection.run('CREATE SCHEMA "default"; CREATE TABLE "default".kept AS SELECT 1 AS i');
  connection.closeSync();
  instance.closeSync();

  const world = await startDuckdb({ dataDir, projectId: 'old' });
  await world.run('INSERT INTO kept VALUES (2)');
  expect(await world.rows('SELECT * FROM kept ORDER BY i')).toEqual(['[1]', '[2]']);
  await world.close();
  expect(formatOf(databaseFile)).toBe(formatOfRelease010);
  rmSync(dataDir, { recursive: true });
});
