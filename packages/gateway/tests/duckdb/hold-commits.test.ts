import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const unstopped = new AbortController().signal;
/** How long is looked whether something happens that must not. */
const lookMs = 300;

/** The rows of `t` in a copy. */
async function copied(directory: string, projectId: string): Promise<unknown[]> {
  const file = join(directory, 'projects', projectId, 'lake.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll('SELECT i FROM "default".t');
  connection.closeSync();
  instance.closeSync();
  return rows.getRows().map(([i]) => i);
}

function placeOf({ dataDir }: DuckdbWorld): string {
  const copy = join(dataDir, 'copy');
  mkdirSync(copy);
  return copy;
}

/** Runs a statement of another project. */
async function runFor(world: DuckdbWorld, projectId: string, sql: string) {
  const answer = await world.actions.submitJob({ projectId, owner: 'test', sql });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  const awaited = await world.actions.awaitEnding(projectId, answer.job.id, 60_000);
  return awaited.kind === 'ended' ? awaited.job.state.ending.how : awaited.kind;
}

describe('while commits are held for a copy', () => {
  let world: DuckdbWorld;
  beforeEach(async () => {
    world = await startDuckdb();
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
  });
  afterEach(() => world.close());

  const count = () => world.rows('SELECT count(*) FROM t');

  it('reads go on, writes wait with their commit, and a cancel of one that waits is true', async () => {
    const held = await world.engine.snapshots.hold(unstopped);
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
    const copy = placeOf(world);
    await using held = await world.engine.snapshots.hold(unstopped);
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
    expect(await copied(copy, world.projectId)).toEqual([1]);
    await world.cancel(running);
  });
});

describe('a hold of all projects', () => {
  let world: DuckdbWorld;
  afterEach(() => world.close());

  it('takes a host along that is on its way', async () => {
    world = await startDuckdb({ limits: { hostIdleMs: 1_000 } });
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
    while (world.processes().length > 0) await pause(5);
    const waits = await world.submit('INSERT INTO t VALUES (2)');
    while (world.processes().length === 0) await pause(1);
    const ended = world.ended(waits);
    // Its host has not opened the database yet.
    const held = await world.engine.snapshots.hold(unstopped);
    await world.running(waits);
    const first = await Promise.race([ended.then(() => 'ended'), pause(lookMs, 'held')]);
    expect(first).toBe('held');
    const copy = placeOf(world);
    await held.copyTo(copy);
    expect((await ended).state.ending.how).toBe('succeeded');
    await held[Symbol.asyncDispose]();
    expect(await copied(copy, world.projectId)).toEqual([1]);
  });

  it('outlasts the time that a host holds by itself', async () => {
    world = await startDuckdb({ limits: { holdMs: 400 } });
    const projects = [world.projectId, 'other'];
    for (const id of projects) await runFor(world, id, 'CREATE TABLE t AS SELECT 1 AS i');
    const copy = placeOf(world);
    await using held = await world.engine.snapshots.hold(unstopped);
    const writing = projects.map((id) => runFor(world, id, 'INSERT INTO t VALUES (2)'));
    // As if a database before them took so long.
    await pause(1_000);
    const { heldMs } = await held.copyTo(copy);
    expect(heldMs).toBeGreaterThan(1_000);
    expect(await Promise.all(writing)).toEqual(['succeeded', 'succeeded']);
    for (const id of projects) expect(await copied(copy, id)).toEqual([1]);
  });

  it('lets reads go on also while a change that has to be alone waits for it', async () => {
    world = await startDuckdb();
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
    const held = await world.engine.snapshots.hold(unstopped);
    const change = await world.submit('ALTER TABLE t ALTER i TYPE VARCHAR');
    await world.running(change);
    await pause(lookMs);
    expect(await world.rows('SELECT i FROM t')).toEqual(['[1]']);
    await held[Symbol.asyncDispose]();
    expect((await world.ended(change)).state.ending.how).toBe('succeeded');
    expect(await world.rows('SELECT i FROM t')).toEqual(['["1"]']);
  });

  it('is noticed when it ran out, and then nothing is copied', async () => {
    world = await startDuckdb({ limits: { holdMs: 200 } });
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
    await using held = await world.engine.snapshots.hold(unstopped);
    const [pid = 0] = world.processes();
    process.kill(pid, 'SIGSTOP');
    await pause(400);
    process.kill(pid, 'SIGCONT');
    await expect(held.copyTo(placeOf(world))).rejects.toThrow('has run out');
  });

  it('ends no idle host, also where another project waits for its memory', async () => {
    world = await startDuckdb({ limits: { hostsMemoryBytes: 3e9 } });
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
    const hosts = world.processes();
    const held = await world.engine.snapshots.hold(unstopped);
    const other = runFor(world, 'other', 'SELECT 1');
    await pause(lookMs);
    expect(await world.rows('SELECT i FROM t')).toEqual(['[1]']);
    expect(world.processes()).toEqual(hosts);
    await held[Symbol.asyncDispose]();
    expect(await other).toBe('succeeded');
  });

  it('is broken off, and everybody goes on', async () => {
    world = await startDuckdb();
    await world.run('CREATE TABLE t AS SELECT 1 AS i');
    const stopped = new AbortController();
    const stopping = async () => {
      await using held = await world.engine.snapshots.hold(stopped.signal);
      stopped.abort(new Error('enough'));
      await held.copyTo(placeOf(world));
    };
    await expect(stopping()).rejects.toThrow('enough');
    expect((await world.run('INSERT INTO t VALUES (2)')).state.ending.how).toBe('succeeded');
  });
});
