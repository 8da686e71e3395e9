import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('while commits are held for a copy', () => {
  let world: DuckdbWorld;
  beforeEach(async () => {
    world = await startDuckdb();
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
  });
  afterEach(() => world.close());

  const count = () => world.rows('SELECT count(*) FROM t');

  it('reads go on, writes wait with their commit, and a cancel of one that waits is true', async () => {
    const held = await world.engine.snapshots.hold();
    const waits = await world.submit('INSERT INTO t VALUES (2)');
    const unwanted = await world.submit('INSERT INTO t VALUES (3)');
    await world.running(waits);
    await world.running(unwanted);
    expect(await count()).toEqual(['[1]']);
    expect(await world.cancel(unwanted)).toMatchObject({ kind: 'cancelled' });
    expect((await world.actions.findJob(world.projectId, waits.id))?.state.status).toBe('running');

    await held[Symbol.asyncDispose]();
    expect((await world.ended(waits)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await count()).toEqual(['[2]']);
  });

  it('the copy is the database of that moment, and nothing of later', async () => {
    const exported = await world.run("COPY t TO 'before.csv'");
    expect(exported.state.ending.how).toBe('succeeded');
    const running = await world.submit(scan);
    const copy = join(world.dataDir, 'copy');
    mkdirSync(copy);
    await using held = await world.engine.snapshots.hold();
    const later = await world.submit('INSERT INTO t VALUES (2)');
    const exports = await world.submit("COPY t TO 'after.csv'");
    await world.running(later);
    await held.copyTo(copy);
    for (const job of [later, exports]) {
      expect((await world.ended(job)).state.ending.how).toBe('succeeded');
    }
    const project = join(copy, 'projects', world.projectId);
    expect(readdirSync(join(project, 'bucket'))).toEqual(['before.csv']);
    expect(readFileSync(join(project, 'bucket', 'before.csv'), 'utf8')).toBe('i\n1\n');
    const instance = await DuckDBInstance.create(join(project, 'lake.duckdb'));
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll('SELECT i FROM "default".t');
    expect(rows.getRows()).toEqual([[1]]);
    connection.closeSync();
    instance.closeSync();
    await world.cancel(running);
  });
});
