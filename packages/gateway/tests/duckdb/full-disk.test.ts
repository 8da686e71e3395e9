import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const projectId = 'full';
const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-full-'));
const project = join(dataDir, 'projects', projectId);
const reason = mountSmallDisk(project);

/** Null when it is mounted; else why not, so that the skip says it. */
function mountSmallDisk(path: string): string | null {
  try {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `no tmpfs can be mounted here: ${(error as Error).message.split('\n')[0]}`;
  }
}

describe.skipIf(reason !== null)(`a full disk ${reason ?? ''}`, () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ dataDir, projectId });
    await world.run('CREATE TABLE kept AS SELECT 1 AS i');
  });
  afterAll(async () => {
    await world.close();
    execFileSync('umount', [project]);
    rmSync(dataDir, { recursive: true });
  });

  it.each([
    ['a commit', 'INSERT INTO kept SELECT (hash(i) % 1000000007)::INT FROM range(12000000) t(i)'],
    ['a new table', 'CREATE TABLE big AS SELECT i, md5(i::VARCHAR) AS m FROM range(3000000) t(i)'],
    ['a result', 'SELECT i, md5(i::VARCHAR) FROM range(3000000) t(i)'],
    ['an export', "COPY (SELECT i, md5(i::VARCHAR) FROM range(3000000) t(i)) TO 'big.csv'"],
  ])('during %s fails the job and leaves nothing (I4)', async (_, sql) => {
    const job = await world.run(sql);
    expect(job.state.ending).toMatchObject({ how: 'failed', error: { code: 'resource' } });
    expect(JSON.stringify(job.state)).not.toContain(dataDir);
    expect(world.files()).toEqual([]);
    expect(await world.rows('SELECT * FROM kept')).toEqual(['[1]']);
    expect((await world.run('INSERT INTO kept VALUES (2)')).state.ending.how).toBe('succeeded');
    expect((await world.run('DELETE FROM kept WHERE i = 2')).state.ending.how).toBe('succeeded');
  });
});
