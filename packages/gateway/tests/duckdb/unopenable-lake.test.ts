import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HostStartFailure } from '../../src/engines/duckdb/host-start-failures.ts';
import { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { shutDatabase } from '../support/shut-database.ts';
import { startDuckdb } from '../support/start-duckdb.ts';

it('a database that cannot be opened is told of once, for as long as it stays so', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-unopenable-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const places = new ProjectPlaces(dataDir, 'damaged');
  shutDatabase(places);
  const told: HostStartFailure[] = [];
  const startFailed = (failure: HostStartFailure) => told.push(failure);
  const world = await startDuckdb({ dataDir, projectId: 'damaged', limits: { startFailed } });
  onTestFinished(() => world.close());

  for (let jobs = 0; jobs < 2; jobs++) {
    const { state } = await world.run('SELECT 1');
    expect(state.ending).toMatchObject({ how: 'failed', error: { code: 'engine' } });
  }
  const why = expect.stringContaining('the database cannot be opened') as string;
  expect(told).toEqual([{ projectId: 'damaged', why }]);
  expect(world.engine.startFailures).toEqual(told);

  rmSync(places.databaseFile);
  expect(await world.rows('SELECT 1')).toEqual(['[1]']);
  expect(world.engine.startFailures).toEqual([]);
});
