import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** So many copies are kept, the newest. */
const mostCopies = 3;
const copyName = /^state-v\d+-.*\.db$/;

/**
 * Copies the state before a migration: whole and checked under its name, or not at all.
 * @returns the path of the copy
 */
export function copyState(
  connection: BetterSqlite3.Database,
  directory: string,
  version: number,
  now: Date,
): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) {
    // An earlier start died while it wrote this.
    if (name.endsWith('.partial')) rmSync(join(directory, name));
  }
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const copy = join(directory, `state-v${version}-${stamp}.db`);
  const aside = `${copy}.partial`;
  try {
    // SQLite writes into an empty file, too, and this one is for nobody else to read.
    closeSync(openSync(aside, 'wx', 0o600));
    connection.prepare('vacuum into ?').run(aside);
    check(aside, version);
    sync(aside);
    renameSync(aside, copy);
    sync(dirname(copy));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  removeOldest(directory);
  return copy;
}

/** A copy that cannot be read is none. */
function check(path: string, version: number): void {
  const copy = new BetterSqlite3(path, { readonly: true });
  try {
    const verdict = copy.pragma('quick_check', { simple: true });
    const found = copy.prepare('select max(number) from migrations').pluck().get();
    if (verdict !== 'ok' || found !== version) {
      throw new Error(`the copy is damaged (${String(verdict)}, version ${String(found)})`);
    }
  } finally {
    copy.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removeOldest(directory: string): void {
  const copies = readdirSync(directory)
    .filter((name) => copyName.test(name))
    // The time of the copy, whatever its version.
    .sort((a, b) => stampOf(a).localeCompare(stampOf(b)));
  for (const name of copies.slice(0, -mostCopies)) rmSync(join(directory, name));
}

function stampOf(name: string): string {
  return name.replace(/^state-v\d+-/, '');
}
