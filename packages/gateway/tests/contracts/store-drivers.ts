import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { Stores } from '../../src/stores/stores.ts';

/** One database that the contracts are played on. */
export interface StoreDriver {
  readonly name: string;
  /** A new empty place, and how to remove it. */
  createPlace(): Promise<{ readonly place: string; readonly remove: () => Promise<void> }>;
  open(place: string): Promise<Stores>;
  /** Every row of every table, read from outside the stores. */
  readRows(place: string): Promise<Rows>;
  /** Writes what no store would write. */
  damage(place: string, statement: string): Promise<void>;
}

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export const storeDrivers: readonly StoreDriver[] = [
  {
    name: 'sqlite',
    createPlace: async () => {
      const place = await mkdtemp(join(tmpdir(), 'sluice-store-'));
      return { place, remove: () => rm(place, { recursive: true }) };
    },
    open: (place) => openSqliteStores(stateFile(place), { now: () => writtenAt }),
    readRows: async (place) => readSqliteRows(stateFile(place)),
    damage: async (place, statement) => {
      const connection = new BetterSqlite3(stateFile(place));
      connection.exec(statement);
      connection.close();
    },
  },
];

/** The time on the stores' clock. */
export const writtenAt = 1_900_000_000_000;

function stateFile(place: string): string {
  return join(place, 'state.db');
}

/** Every row of every table of a file of SQLite. */
export function readSqliteRows(path: string): Rows {
  const connection = new BetterSqlite3(path, { readonly: true });
  try {
    const tables = connection
      .prepare<[], { name: string }>(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`,
      )
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [
        name,
        connection.prepare<[], Record<string, unknown>>(`select * from ${name}`).all(),
      ]),
    );
  } finally {
    connection.close();
  }
}
