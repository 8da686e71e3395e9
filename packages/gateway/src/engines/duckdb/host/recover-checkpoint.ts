import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { sizeOfFile } from '../size-of-file.ts';
import {
  headersBytes,
  journalOf,
  type Note,
  placeOf,
  read,
  readNote,
  syncDirectory,
  write,
} from './checkpoint-note.ts';

/**
 * Brings a database back to where it was before a checkpoint that did not come to its end, or past one that did.
 * Where another process has it open, nothing is done: DuckDB refuses it as well.
 */
export function recoverCheckpoint(databaseFile: string): void {
  const journal = journalOf(databaseFile);
  if (!existsSync(databaseFile) || isLocked(databaseFile)) return;
  rmSync(`${journal}.aside`, { force: true });
  if (isUnborn(databaseFile)) return rmSync(databaseFile);
  if (!existsSync(journal)) return;
  const note = readNote(journal);
  if (note) follow(note, databaseFile);
  rmSync(journal);
  syncDirectory(databaseFile);
}

/** DuckDB was killed while it made the file: there was never anything in it, and it is not read any more. */
function isUnborn(databaseFile: string): boolean {
  return sizeOfFile(databaseFile) < headersBytes && !existsSync(`${databaseFile}.wal`);
}

function follow({ headers, blocks, contents, walBytes }: Note, databaseFile: string): void {
  const database = openSync(databaseFile, 'r+');
  try {
    const isWhole = !headers.equals(read(database, 0, headersBytes));
    if (!isWhole) {
      blocks.forEach((block, index) => {
        write(database, contents[index] ?? Buffer.alloc(0), placeOf(block));
      });
      fsyncSync(database);
    }
    shortenWal(`${databaseFile}.wal`, isWhole ? 0 : walBytes);
  } finally {
    closeSync(database);
  }
}

/** A checkpoint that is whole has all of it: DuckDB might not be able to read it any more. */
function shortenWal(wal: string, bytes: number): void {
  if (bytes === 0) return rmSync(wal, { force: true });
  // It may be shorter by then: DuckDB cuts off what is no whole entry when it reads it.
  if (sizeOfFile(wal) <= bytes) return;
  const file = openSync(wal, 'r+');
  try {
    ftruncateSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isLocked(file: string): boolean {
  if (process.platform !== 'linux') return false;
  const { dev, ino } = statSync(file);
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  // Some file systems have a device of their own there, of which nothing is known here.
  const device = major === 0 ? '' : [major, minor].map(twoDigits).join(':');
  return readFileSync('/proc/locks', 'utf8').includes(`${device}:${ino} `);
}

function twoDigits(number: number): string {
  return number.toString(16).padStart(2, '0');
}
