import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import * as fc from 'fast-check';
import { Kysely, sql, type Transaction } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCompiled } from '../run-compiled.ts';
import { DirectDialect } from './direct-dialect.ts';
import { GroupCommit } from './group-commit.ts';
import { openReader, openWriter } from './sqlite-connections.ts';
import { syncBeside } from './sync-beside.ts';
import { WriterDialect } from './writer-dialect.ts';

interface Schema {
  parents: { id: number };
  children: { id: number; parent_id: number; body: string };
}

interface World extends AsyncDisposable {
  readonly path: string;
  readonly writer: BetterSqlite3.Database;
  readonly reader: BetterSqlite3.Database;
  readonly writes: GroupCommit<Schema>;
  /** Reads as the stores do: an answer waits until what it may tell is on disk. */
  readonly held: Kysely<Schema>;
}

/** @param sync the disk's, or one that the test holds */
async function openWorld(sync?: () => Promise<void>): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-group-'));
  const path = join(directory, 'state.db');
  const writer = openWriter(path);
  writer.exec(`create table parents (id integer primary key);
    create table children (id integer primary key, body text,
      parent_id integer references parents (id) deferrable initially deferred)`);
  const reader = openReader(path);
  const database = new Kysely<Schema>({ dialect: new WriterDialect({ database: writer }) });
  const beside = syncBeside(writer);
  const { ready } = beside;
  const writes = new GroupCommit(database, { sync: sync ?? beside.sync, ready });
  const reading = { took: () => {}, heldBy: () => writes.onDisk };
  const readingDialect = new DirectDialect({ database: reader, reading });
  return {
    path,
    writer,
    reader,
    writes,
    held: new Kysely<Schema>({ dialect: readingDialect }),
    [Symbol.asyncDispose]: async () => {
      await writes.close();
      await beside[Symbol.asyncDispose]();
      reader.close();
      writer.close();
      await rm(directory, { recursive: true });
    },
  };
}

function insertParent(id: number) {
  return async (transaction: Transaction<Schema>) => {
    await transaction.insertInto('parents').values({ id }).execute();
    return id;
  };
}

/** The parent is missing, which SQLite notices at the COMMIT: a commit that truly fails. */
async function breakTheCommit(transaction: Transaction<Schema>): Promise<void> {
  const orphan = { id: 1, parent_id: 404, body: '' };
  await transaction.insertInto('children').values(orphan).execute();
}

function parentsIn(connection: BetterSqlite3.Database): number[] {
  const rows = connection.prepare<[], { id: number }>('select id from parents order by id').all();
  return rows.map(({ id }) => id);
}

/** Counts how often the event loop comes round to others. */
function countTurns() {
  let turns = 0;
  let next = setImmediate(turn);
  function turn() {
    turns += 1;
    next = setImmediate(turn);
  }
  return {
    stop: () => {
      clearImmediate(next);
      return turns;
    },
  };
}

// Time stands still, so that a slice ends by its length alone, however slow the machine is.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a group commit', () => {
  it('answers after the commit, when another connection sees the write', async () => {
    await using world = await openWorld();
    const seen = await Promise.all(
      [1, 2, 3].map(async (id) => {
        await world.writes.write(async (transaction) => {
          await insertParent(id)(transaction);
          expect(parentsIn(world.reader)).toEqual([]);
        });
        return parentsIn(world.reader);
      }),
    );
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('tells nobody of a commit before it is on disk, neither who wrote nor who reads (I2)', async () => {
    const disk = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await using world = await openWorld(() => {
      asked.resolve();
      return disk.promise;
    });
    const told: string[] = [];
    const first = world.writes.write(insertParent(1)).then(() => told.push('first'));
    await asked.promise;
    const second = world.writes.write(insertParent(2)).then(() => told.push('second'));
    const query = world.held.selectFrom('parents').select('id');
    const reads = [query.execute(), runCompiled(world.held, query.compile())].map((read) =>
      read.then(() => told.push('a read')),
    );
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect(told).toEqual([]);
    expect(parentsIn(world.reader)).toEqual([1]);

    disk.resolve();
    await Promise.all([first, second, ...reads]);
    expect(told).toHaveLength(4);
    expect(world.writes.onDisk).toBeNull();
  });

  it('answers who wants to hear at the commit, and tells when that is on disk', async () => {
    const disk = Promise.withResolvers<void>();
    await using world = await openWorld(() => disk.promise);
    const told: string[] = [];
    const other = world.writes.write(insertParent(1)).then(() => told.push('other'));

    const { answer, onDisk } = await world.writes.writeAhead(insertParent(2));
    const waiting = onDisk.then(() => told.push('on disk'));
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect({ answer, told, there: parentsIn(world.reader) }).toEqual({
      answer: 2,
      told: [],
      there: [1, 2],
    });

    disk.resolve();
    await Promise.all([other, waiting]);
    expect(told).toHaveLength(2);
  });

  it('tells who went ahead that it cannot be brought to disk, or was never committed', async () => {
    await using world = await openWorld(() => Promise.reject(new Error('EIO')));
    await expect(world.writes.writeAhead(breakTheCommit)).rejects.toThrow('FOREIGN KEY');
    const { onDisk } = await world.writes.writeAhead(insertParent(1));
    await expect(onDisk).rejects.toMatchObject({ name: 'StateInDoubtError' });
  });

  it('neither writes nor reads any more when a sync has failed: nobody knows what is on disk', async () => {
    await using world = await openWorld(() => Promise.reject(new Error('EIO')));
    const inDoubt = { name: 'StateInDoubtError', message: expect.stringContaining('restart') };
    const query = world.held.selectFrom('parents').select('id');
    const outcomes = [
      ...(await Promise.allSettled([1, 2].map((id) => world.writes.write(insertParent(id))))),
      ...(await Promise.allSettled([
        world.writes.write(insertParent(3)),
        query.execute(),
        runCompiled(world.held, query.compile()),
      ])),
    ];
    expect(outcomes).toHaveLength(5);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: inDoubt });
    }
    expect(parentsIn(world.writer)).toEqual([1, 2]);
  });

  it('puts writes in bulk behind the others, which have as much time between two of them', async () => {
    await using world = await openWorld();
    const written: string[] = [];
    const one = (name: string, next?: () => void) => async () => {
      // Time passes, so that each of them fills a slice.
      vi.advanceTimersByTime(10);
      written.push(name);
      next?.();
    };
    const singles: Promise<void>[] = [];
    const bulk = [1, 2, 3, 4].map((number) =>
      world.writes.writeInBulk(
        one(`bulk ${number}`, () => {
          if (number === 2) singles.push(...ask('a', 'b'));
        }),
      ),
    );
    const ask = (...names: string[]) => names.map((name) => world.writes.write(one(name)));
    await Promise.all(bulk);
    await Promise.all(singles);
    expect(written).toEqual(['bulk 1', 'bulk 2', 'a', 'bulk 3', 'b', 'bulk 4']);
  });

  it('lets one who writes several times wait for one write in bulk', async () => {
    await using world = await openWorld();
    const written: string[] = [];
    const taking = (ms: number, name: string) => async () => {
      vi.advanceTimersByTime(ms);
      written.push(name);
    };
    const inTurn = async () => {
      for (const name of ['a', 'b', 'c', 'd']) await world.writes.write(taking(10, name));
    };
    let single = Promise.resolve();
    const first = world.writes.writeInBulk(async () => {
      await taking(30, 'bulk 1')();
      single = inTurn();
    });
    await Promise.all([first, world.writes.writeInBulk(taking(30, 'bulk 2'))]);
    await single;
    expect(written).toEqual(['bulk 1', 'a', 'b', 'c', 'bulk 2', 'd']);
  });

  it('commits no other write together with one in bulk', async () => {
    await using world = await openWorld();
    const seen: number[][] = [];
    const bulk = world.writes.writeInBulk(insertParent(1));
    const single = world.writes.write(insertParent(2)).then(() => {
      seen.push(parentsIn(world.reader));
    });
    await Promise.all([bulk, single]);
    expect(seen).toEqual([[2]]);
    expect(parentsIn(world.reader)).toEqual([1, 2]);
  });

  it('lets a write that fails fail alone, with all that it had written', async () => {
    await using world = await openWorld();
    const outcomes = await Promise.allSettled([
      world.writes.write(insertParent(1)),
      world.writes.write(async (transaction) => {
        await insertParent(2)(transaction);
        await insertParent(1)(transaction);
      }),
      world.writes.write(insertParent(3)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(parentsIn(world.reader)).toEqual([1, 3]);
  });

  it('lets the first of several fail alone as well, and keeps what comes after', async () => {
    await using world = await openWorld();
    const outcomes = await Promise.allSettled([
      world.writes.write(async (transaction) => {
        await insertParent(1)(transaction);
        await insertParent(1)(transaction);
      }),
      world.writes.write(insertParent(2)),
      world.writes.write(insertParent(3)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(parentsIn(world.reader)).toEqual([2, 3]);
    // What SQLite has rolled back by itself is not rolled back once more.
    const alone = world.writes.write(async (transaction) => {
      await sql`rollback`.execute(transaction);
      throw new Error('the disk was gone');
    });
    await expect(alone).rejects.toThrow('the disk was gone');
    expect(await world.writes.write(insertParent(4))).toBe(4);
    expect(parentsIn(world.reader)).toEqual([2, 3, 4]);
  });

  it('runs what came before one that fails once more, and what comes after apart', async () => {
    await using world = await openWorld();
    const ran: number[] = [];
    const write = (id: number) =>
      world.writes.write(async (transaction) => {
        ran.push(id);
        await insertParent(id)(transaction);
        if (id === 3 || id === 5) throw new Error(`not ${id}`);
        return `wrote ${id} as number ${ran.length}`;
      });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(write));
    expect(ran).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6]);
    expect(outcomes.map((outcome) => ('value' in outcome ? outcome.value : null))).toEqual([
      'wrote 1 as number 4',
      'wrote 2 as number 5',
      null,
      'wrote 4 as number 7',
      null,
      'wrote 6 as number 9',
    ]);
    expect(outcomes[2]).toMatchObject({ reason: new Error('not 3') });
    expect(parentsIn(world.reader)).toEqual([1, 2, 4, 6]);
  });

  it('keeps the rows of those that did not fail, whichever did, and answers each once', async () => {
    await using world = await openWorld();
    let next = 0;
    const fate = fc.constantFrom('writes', 'fails at once', 'fails after its row', 'fails once');
    const play = async (fates: readonly string[]) => {
      const outcomes = await Promise.allSettled(
        fates.map((its) => {
          const id = ++next;
          let runs = 0;
          const fails = () => its !== 'writes' && (its !== 'fails once' || ++runs === 1);
          return world.writes.write(async (transaction) => {
            const isFailing = fails();
            if (its !== 'fails at once') await insertParent(id)(transaction);
            if (isFailing) throw new Error(`not ${id}`);
            return id;
          });
        }),
      );
      const told = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      const rows = parentsIn(world.reader).filter((id) => id > next - fates.length);
      expect(rows).toEqual(told);
      // One that fails once may be run again, or not.
      const sure = outcomes.filter((_, index) => fates[index] !== 'fails once');
      expect(sure.map(({ status }) => status)).toEqual(
        fates
          .filter((its) => its !== 'fails once')
          .map((its) => (its === 'writes' ? 'fulfilled' : 'rejected')),
      );
    };
    await fc.assert(fc.asyncProperty(fc.array(fate, { maxLength: 12 }), play), { numRuns: 60 });
  });

  it('rejects every write of a slice whose commit fails, keeps none, and goes on', async () => {
    await using world = await openWorld();
    const outcomes = await Promise.allSettled([
      world.writes.write(insertParent(1)),
      world.writes.write(breakTheCommit),
      world.writes.write(insertParent(2)),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
      });
    }
    expect(parentsIn(world.writer)).toEqual([]);
    expect(await world.writes.write(insertParent(3))).toBe(3);
    expect(parentsIn(world.reader)).toEqual([3]);
  });

  it('says that the disk is full to each whose write is not kept, and goes on after', async () => {
    await using world = await openWorld();
    const pages = Number(world.writer.pragma('page_count', { simple: true }));
    world.writer.pragma(`max_page_count = ${pages + 2}`);
    const body = 'x'.repeat(100_000);
    const ids = [1, 2, 3];
    const outcomes = await Promise.allSettled(
      ids.map((id) =>
        world.writes.write(async (transaction) => {
          await insertParent(id)(transaction);
          if (id !== 2) return;
          await transaction.insertInto('children').values({ id, parent_id: id, body }).execute();
        }),
      ),
    );
    const kept = ids.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(parentsIn(world.reader)).toEqual(kept);
    expect(outcomes[1]).toMatchObject({
      status: 'rejected',
      reason: { cause: { code: 'SQLITE_FULL' } },
    });

    world.writer.pragma('max_page_count = 1000000');
    await world.writes.write(insertParent(4));
    expect(parentsIn(world.reader)).toEqual([...kept, 4]);
  });

  it('gives its error to all when the database itself has rolled everything back', async () => {
    await using world = await openWorld();
    const outcomes = await Promise.allSettled([
      world.writes.write(insertParent(1)),
      // What SQLite does by itself after some errors of the disk.
      world.writes.write(async (transaction) => {
        await sql`rollback`.execute(transaction);
        throw new Error('the disk is gone');
      }),
    ]);
    const gone = { status: 'rejected', reason: new Error('the disk is gone') };
    expect(outcomes).toEqual([gone, gone]);
    expect(await world.writes.write(insertParent(2))).toBe(2);
    expect(parentsIn(world.reader)).toEqual([2]);
  });

  it('rejects what waits while another process holds the lock, and goes on after', async () => {
    await using world = await openWorld();
    world.writer.pragma('busy_timeout = 0');
    const other = new BetterSqlite3(world.path);
    other.exec('begin immediate');
    const outcomes = await Promise.allSettled(
      [1, 2].map((id) => world.writes.write(insertParent(id))),
    );
    other.exec('rollback');
    other.close();

    const busy = { status: 'rejected', reason: { code: 'SQLITE_BUSY' } };
    expect(outcomes).toMatchObject([busy, busy]);
    expect(await world.writes.write(insertParent(3))).toBe(3);
  });

  it('does not hold up a reader, who sees the state before', async () => {
    await using world = await openWorld();
    await world.writes.write(insertParent(1));
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const write = world.writes.write(async (transaction) => {
      await insertParent(2)(transaction);
      begun.resolve();
      await held.promise;
    });
    await begun.promise;
    expect(parentsIn(world.reader)).toEqual([1]);
    held.resolve();
    await write;
    expect(parentsIn(world.reader)).toEqual([1, 2]);
  });

  it('cuts a long line of writes into slices, with turns for others between them', async () => {
    await using world = await openWorld();
    const ids = Array.from({ length: 450 }, (_, index) => index + 1);
    const turn = countTurns();
    const seen = await Promise.all(
      ids.map(async (id) => {
        await world.writes.write(insertParent(id));
        return parentsIn(world.reader).length;
      }),
    );
    // 100 writes a slice: what the first of each sees is what its commit brought.
    expect([...new Set(seen)]).toEqual([100, 200, 300, 400, 450]);
    expect(turn.stop()).toBeGreaterThanOrEqual(4);
  });

  it('ends a slice that has taken its time', async () => {
    await using world = await openWorld();
    const seen = await Promise.all(
      [1, 2, 3].map(async (id) => {
        await world.writes.write(async (transaction) => {
          await insertParent(id)(transaction);
          vi.advanceTimersByTime(5);
        });
        return parentsIn(world.reader);
      }),
    );
    expect(seen).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  it('asks before each commit what else to write, and has it in the same one', async () => {
    await using world = await openWorld();
    const later: Promise<number[]>[] = [];
    let isAsked = false;
    world.writes.beforeCommit(() => {
      if (isAsked) return;
      isAsked = true;
      later.push(world.writes.write(insertParent(3)).then(() => parentsIn(world.reader)));
    });
    const seen = await Promise.all(
      [1, 2].map(async (id) => {
        await world.writes.write(insertParent(id));
        return parentsIn(world.reader);
      }),
    );
    expect([...seen, ...(await Promise.all(later))]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('says after each commit that there was one, before anybody is told what was in it', async () => {
    await using world = await openWorld();
    const said: unknown[] = [];
    world.writes.afterCommit(() => said.push(parentsIn(world.reader)));
    await Promise.all([1, 2].map((id) => world.writes.write(insertParent(id))));
    await world.writes.write(breakTheCommit).catch(() => said.push('failed'));
    await world.writes.write(insertParent(3)).then(() => said.push('told'));
    expect(said).toEqual([[1, 2], 'failed', [1, 2, 3], 'told']);
  });

  it('commits what waits when it is closed, and refuses what comes after', async () => {
    await using world = await openWorld();
    const before = world.writes.write(insertParent(1));
    const closed = world.writes.close();
    await expect(world.writes.write(insertParent(2))).rejects.toThrow('the store is closed');
    await closed;
    expect(await before).toBe(1);
    expect(parentsIn(world.reader)).toEqual([1]);
  });
});
