import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '../migrations/migrations.ts';
import { StoreInUseError } from '../store-in-use-error.ts';
import { StoreTooNewError } from '../store-too-new-error.ts';
import { openSqliteStores } from './open-sqlite-stores.ts';

const clock = { now: () => 0 };

async function createDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-open-'));
  return {
    path: join(directory, 'state.db'),
    names: () => readdir(directory),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

describe('the SQLite stores, opened', () => {
  it('keep their file from other users, and leave no journal behind', async () => {
    await using directory = await createDirectory();
    const stores = await openSqliteStores(directory.path, clock);
    for (const name of ['', '-wal', '-shm']) {
      expect((await stat(directory.path + name)).mode & 0o777).toBe(0o600);
    }
    await stores.close();
    expect(await directory.names()).toEqual(['state.db', 'state.db.lock']);
  });

  it('run each migration once', async () => {
    await using directory = await createDirectory();
    for (let start = 0; start < 3; start++) {
      await using _ = await openSqliteStores(directory.path, clock);
    }
    const connection = new BetterSqlite3(directory.path, { readonly: true });
    const run = connection.prepare('select number, name from migrations order by number').all();
    connection.close();
    expect(run).toEqual(migrations.map(({ name }, index) => ({ number: index + 1, name })));
    // The place in the list counts; the number in the name only tells them apart.
    const numbers = migrations.map(({ name }) => /^(\d{4})-[a-z-]+$/.exec(name)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(migrations.length);
  });

  it('refuse a state that a newer version has written, and leave it as it is', async () => {
    await using directory = await createDirectory();
    await (await openSqliteStores(directory.path, clock)).close();
    const connection = new BetterSqlite3(directory.path);
    connection.exec(`insert into migrations values (9999, '9999-of-the-future')`);
    connection.close();

    for (let start = 0; start < 2; start++) {
      const opening = openSqliteStores(directory.path, clock);
      await expect(opening).rejects.toThrow(StoreTooNewError);
      await expect(opening).rejects.toThrow(/has version 9999/);
    }
  });

  it('refuse a state that is open already, until it is closed', async () => {
    await using directory = await createDirectory();
    const first = await openSqliteStores(directory.path, clock);
    await expect(openSqliteStores(directory.path, clock)).rejects.toThrow(StoreInUseError);
    await first.close();
    await (await openSqliteStores(directory.path, clock)).close();
  });

  it('refuse a state that is open in another process', async () => {
    await using directory = await createDirectory();
    await using _ = await openSqliteStores(directory.path, clock);
    const module = new URL('open-sqlite-stores.ts', import.meta.url).href;
    const script = `const { openSqliteStores } = await import(${JSON.stringify(module)});
      await openSqliteStores(${JSON.stringify(directory.path)}, { now: () => 0 })
        .catch((error) => console.log(error.code));`;
    const said = execFileSync(execPath, ['--input-type=module', '--eval', script]);
    expect(said.toString().trim()).toBe('store_in_use');
  });

  it('refuse a state that a tool from outside has locked', async () => {
    await using directory = await createDirectory();
    await (await openSqliteStores(directory.path, clock)).close();
    const tool = new BetterSqlite3(directory.path);
    tool.exec('begin immediate');
    await expect(openSqliteStores(directory.path, clock)).rejects.toThrow(StoreInUseError);
    tool.close();
    await (await openSqliteStores(directory.path, clock)).close();
  });

  it('refuse a file that is no database, and let go of it', async () => {
    await using directory = await createDirectory();
    await writeFile(directory.path, 'not a database, but long enough to have a header'.repeat(99));
    for (let start = 0; start < 2; start++) {
      const opening = openSqliteStores(directory.path, clock);
      await expect(opening).rejects.toThrow('file is not a database');
    }
  });
});
