import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull } from '../../full-disk.ts';
import { sizeOfFile } from '../size-of-file.ts';
import { RefusedError } from './refused-error.ts';

/** DuckDB's own header, and the two of the database, of which a checkpoint writes the one that is not in force. */
const headersBytes = 3 * 4_096;
const blockBytes = 262_144;

interface Noted {
  /** How long the write-ahead file was. */
  readonly walBytes: number;
  /** The blocks that follow the headers, by their numbers. */
  readonly blocks: readonly number[];
}

/**
 * Keeps what a checkpoint writes over until it is whole. DuckDB 1.5.6 writes into blocks of its catalog that are in
 * use, and a kill in the middle of such a write leaves half a block, with which the database stays shut. What
 * came to the write-ahead file behind the note is taken back with the checkpoint.
 */
export class CheckpointJournal {
  readonly #databaseFile: string;
  /** Never closed: with any descriptor of the file that is closed DuckDB's lock on it would go. */
  #database: number | null = null;

  constructor(databaseFile: string) {
    this.#databaseFile = databaseFile;
  }

  /**
   * Notes the file as it is. Nobody may change it but who has it noted, until `strike`.
   * @param blocks those of the catalog that have room
   */
  note(blocks: readonly number[]): void {
    this.#database ??= openSync(this.#databaseFile, 'r');
    const noted: Noted = { walBytes: sizeOfFile(`${this.#databaseFile}.wal`), blocks };
    const aside = `${journalOf(this.#databaseFile)}.aside`;
    try {
      this.#write(aside, noted, this.#database);
    } catch (error) {
      rmSync(aside, { force: true });
      throw isDiskFull(error) ? new RefusedError(noRoom) : error;
    }
    renameSync(aside, journalOf(this.#databaseFile));
    syncDirectory(this.#databaseFile);
  }

  #write(aside: string, noted: Noted, database: number): void {
    const file = openSync(aside, 'w', 0o600);
    try {
      writeSync(file, `${JSON.stringify(noted)}\n`);
      copy(database, 0, headersBytes, file);
      for (const block of noted.blocks) copy(database, placeOf(block), blockBytes, file);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** The checkpoint is whole, or was not begun. This process ends where that cannot be written: a note that stays takes later commits back. */
  strike(): void {
    try {
      rmSync(journalOf(this.#databaseFile), { force: true });
      syncDirectory(this.#databaseFile);
    } catch (error) {
      process.stderr.write(`the note of a checkpoint cannot be struck: ${String(error)}\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }
}

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

interface Note extends Noted {
  readonly headers: Buffer;
  /** The content of the blocks, in their order. */
  readonly contents: readonly Buffer[];
}

/** Null where it is not whole: then nothing was written over. */
function readNote(journal: string): Note | null {
  const content = readFileSync(journal);
  const start = content.indexOf('\n') + 1;
  if (start === 0) return null;
  const noted = JSON.parse(content.toString('utf8', 0, start)) as Noted;
  const blocksAt = start + headersBytes;
  if (content.length !== blocksAt + noted.blocks.length * blockBytes) return null;
  const contents = noted.blocks.map((_, index) => {
    const from = blocksAt + index * blockBytes;
    return content.subarray(from, from + blockBytes);
  });
  return { ...noted, headers: content.subarray(start, blocksAt), contents };
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

const noRoom = {
  code: 'resource',
  message:
    'The disk has no room to note what this change writes over, without which a crash could break the database. ' +
    'Nothing of it was committed. Make room, and submit it again.',
} as const;

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

function journalOf(databaseFile: string): string {
  return `${databaseFile}.journal`;
}

function placeOf(block: number): number {
  return headersBytes + block * blockBytes;
}

function copy(from: number, at: number, length: number, to: number): void {
  write(to, read(from, at, length), null);
}

/** @param at null: behind what was written last */
function write(file: number, bytes: Uint8Array, at: number | null): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, at === null ? null : at + done);
  }
}

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, at) !== length) {
    throw new Error(`the database file ends before ${at + length} bytes`);
  }
  return bytes;
}

function syncDirectory(databaseFile: string): void {
  const directory = openSync(dirname(databaseFile), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
