import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { isDiskFull } from '../../full-disk.ts';
import { sizeOfFile } from '../size-of-file.ts';
import {
  blockBytes,
  headersBytes,
  journalOf,
  type Noted,
  placeOf,
  read,
  syncDirectory,
  write,
} from './checkpoint-note.ts';
import { RefusedError } from './refused-error.ts';

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

const noRoom = {
  code: 'resource',
  message:
    'The disk has no room to note what this change writes over, without which a crash could break the database. ' +
    'Nothing of it was committed. Make room, and submit it again.',
} as const;

function copy(from: number, at: number, length: number, to: number): void {
  write(to, read(from, at, length), null);
}
