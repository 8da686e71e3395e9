import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { beginEpoch } from './begin-epoch.ts';
import { openSqliteStores } from './open-sqlite-stores.ts';

/** A state that has given these numbers last. */
async function stateWith(given: Readonly<Record<string, number>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-test-epoch-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'state.db');
  await (await openSqliteStores(path, { now: () => 1 })).close();
  const connection = new BetterSqlite3(path);
  for (const [table, seq] of Object.entries(given)) {
    connection.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, seq);
  }
  connection.close();
  return path;
}

function lastGiven(path: string, table: string): number | undefined {
  const connection = new BetterSqlite3(path, { readonly: true });
  try {
    return connection
      .prepare<[string], number>('select seq from sqlite_sequence where name = ?')
      .pluck()
      .get(table);
  } finally {
    connection.close();
  }
}

it('begins above all numbers that can have been given after the backup', async () => {
  const path = await stateWith({ jobs: 7 });
  beginEpoch(path, 1);
  expect(lastGiven(path, 'jobs')).toBe(2 ** 40);
  beginEpoch(path, 2);
  expect(lastGiven(path, 'jobs')).toBe(2 ** 41);
});

it.each([0, 41, 2 ** 20 - 1])(
  'goes on from session %i in numbers that fit into 32 bits, restore after restore',
  async (last) => {
    const path = await stateWith(last === 0 ? { jobs: 7 } : { jobs: 7, sessions: last });
    for (let restores = 1; restores <= 20; restores++) {
      beginEpoch(path, restores);
      expect(lastGiven(path, 'sessions')).toBe(last + restores * 2 ** 20);
    }
    expect((lastGiven(path, 'sessions') ?? 0) * 50).toBeLessThan(2 ** 31);
  },
);
