import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** DuckDB's own header, and the two of the database, of which a checkpoint writes the one that is not in force. */
export const headersBytes = 3 * 4_096;
export const blockBytes = 262_144;

/** What the first line of a note says, in JSON; the headers and the blocks themselves follow. */
export interface Noted {
  /** How long the write-ahead file was. */
  readonly walBytes: number;
  /** The blocks that follow the headers, by their numbers. */
  readonly blocks: readonly number[];
}

export interface Note extends Noted {
  readonly headers: Buffer;
  /** The content of the blocks, in their order. */
  readonly contents: readonly Buffer[];
}

/** Null where it is not whole: then nothing was written over. */
export function readNote(journal: string): Note | null {
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

/** Where the note of a database is. */
export function journalOf(databaseFile: string): string {
  return `${databaseFile}.journal`;
}

/** Where a block is in the database file, in bytes. */
export function placeOf(block: number): number {
  return headersBytes + block * blockBytes;
}

/** @param at null: behind what was written last */
export function write(file: number, bytes: Uint8Array, at: number | null): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, at === null ? null : at + done);
  }
}

export function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, at) !== length) {
    throw new Error(`the database file ends before ${at + length} bytes`);
  }
  return bytes;
}

/** After it a name that came or went stays so. */
export function syncDirectory(databaseFile: string): void {
  const directory = openSync(dirname(databaseFile), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
