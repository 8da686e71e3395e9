import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
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
 * @throws as DuckDB does, where another process has it open: that may end before DuckDB looks
 */
export function recoverCheckpoint(databaseFile: string): void {
  const journal = journalOf(databaseFile);
  if (!existsSync(databaseFile)) return;
  const holder = holderOfLock(databaseFile);
  if (holder !== null) {
    throw new Error(
      `Conflicting lock is held in another process (PID ${holder}) on ${databaseFile}`,
    );
  }
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

/** The process that has a lock on a file; null where none has. */
function holderOfLock(file: string): number | null {
  if (process.platform !== 'linux') return null;
  const { ino } = statSync(file);
  // The numbers of devices there are not those of `stat` on every file system, and of inodes there may be several alike.
  const locks = readFileSync('/proc/locks', 'utf8').matchAll(/(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /g);
  for (const [, pid, inode] of locks) {
    if (Number(inode) === ino && pid !== undefined && hasOpen(Number(pid), file))
      return Number(pid);
  }
  return null;
}

function hasOpen(pid: number, file: string): boolean {
  const path = realpathSync(file);
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).some((fd) => isLinkTo(`${directory}/${fd}`, path));
  } catch {
    // It has ended, or is another user's, who cannot open what is ours alone.
    return false;
  }
}

function isLinkTo(link: string, path: string): boolean {
  try {
    return readlinkSync(link) === path;
  } catch {
    return false;
  }
}
