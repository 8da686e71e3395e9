import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CheckpointsBeside } from './checkpoints-beside.ts';
import { openReader, openWriter } from './sqlite-connections.ts';

const page = 4_096;
const mebibyte = 1_048_576;

interface World extends AsyncDisposable {
  readonly path: string;
  readonly writer: BetterSqlite3.Database;
  readonly checkpoints: CheckpointsBeside;
  /** Commits so many pages, as the store does. */
  commit(pages: number): Promise<void>;
  /** The pages that are in the write-ahead file alone. */
  pending(): number;
}

async function openWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-checkpoints-'));
  const path = join(directory, 'state.db');
  const writer = openWriter(path);
  writer.pragma('synchronous = normal');
  writer.exec('create table filled (body blob)');
  const insert = writer.prepare('insert into filled values (zeroblob(?))');
  const checkpoints = new CheckpointsBeside(writer);
  return {
    path,
    writer,
    checkpoints,
    async commit(pages) {
      await checkpoints.ready;
      insert.run(pages * page);
      checkpoints.committed();
    },
    pending: () => {
      const { log, checkpointed } = stateOf(writer);
      return log - checkpointed;
    },
    [Symbol.asyncDispose]: async () => {
      await checkpoints[Symbol.asyncDispose]();
      writer.close();
      await rm(directory, { recursive: true });
    },
  };
}

function stateOf(connection: BetterSqlite3.Database) {
  const [state] = connection.pragma('wal_checkpoint(noop)') as [
    { readonly log: number; readonly checkpointed: number },
  ];
  return state;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

describe('checkpoints beside the thread that commits', () => {
  it('are made in no commit, and soon after a thousand pages', async () => {
    await using world = await openWorld();
    await world.commit(1_200);
    expect(world.writer.pragma('wal_autocheckpoint', { simple: true })).toBe(0);
    await expect.poll(() => world.pending(), { timeout: 30_000 }).toBe(0);
    expect(await sizeOf(world.path)).toBeGreaterThan(1_200 * page);
  });

  it('keep the write-ahead file short, however long commits go on', async () => {
    await using world = await openWorld();
    for (let commits = 0; commits < 1_000; commits++) await world.commit(50);
    expect(await sizeOf(`${world.path}-wal`)).toBeLessThan(40 * mebibyte);
    expect(await sizeOf(world.path)).toBeGreaterThan(150 * mebibyte);
  });

  it('hold up no commit where somebody reads what was', async () => {
    await using world = await openWorld();
    const reader = openReader(world.path);
    try {
      reader.exec('begin; select * from filled');
      for (let commits = 0; commits < 40; commits++) await world.commit(500);
      expect(await sizeOf(`${world.path}-wal`)).toBeGreaterThan(70 * mebibyte);
    } finally {
      reader.close();
    }
    await world.commit(9_000);
    await world.checkpoints.ready;
    await world.commit(1);
    await expect.poll(() => world.pending(), { timeout: 30_000 }).toBeLessThan(1_000);
  });
});
