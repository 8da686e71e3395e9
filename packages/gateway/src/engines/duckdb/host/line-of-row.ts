import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Import } from '../../../core/job/transfer.ts';
import { CsvRows } from './csv-rows.ts';
import { JsonValues } from './json-values.ts';
import { readUnpacked } from './read-unpacked.ts';
import type { StopSwitch } from './stop-switch.ts';

/** Finds where the rows of a file begin. */
export interface RowBeginnings {
  /** Whether a row begins at the next byte; of any end of a line that is `\n` alone. */
  beginsAt(byte: number): boolean;
}

const newLine = 0x0a;
const carriageReturn = 0x0d;

/**
 * The line of a file on which one of its rows begins: quoted text and objects go over several lines, others are empty.
 * @param row from 1, without the line of names that CSV may begin with
 * @param width how many columns it has
 */
export async function lineOfRow(
  path: string,
  row: number,
  transfer: Import,
  width: number,
  stop: StopSwitch,
): Promise<number> {
  const isCsv = transfer.format === 'csv';
  const rows: RowBeginnings = isCsv ? new CsvRows(transfer.csv, width) : new JsonValues();
  let left = isCsv && transfer.csv.hasHeader ? row + 1 : row;
  let line = 1;
  let previous = 0;
  const pass = (read: number) => {
    const isSecond = previous === carriageReturn && read === newLine;
    previous = read;
    if (isSecond) return false;
    const byte = read === carriageReturn ? newLine : read;
    if (rows.beginsAt(byte)) left -= 1;
    if (left > 0 && byte === newLine) line += 1;
    return left === 0;
  };
  const found = new AbortController();
  void stop.wanted.then(() => found.abort());
  const bytes = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) if (pass(byte)) break;
      if (left === 0) found.abort();
      done();
    },
  });
  await pipeline([...readUnpacked(path), bytes], { signal: found.signal }).catch(
    (error: unknown) => {
      if (left > 0) throw error;
    },
  );
  return line;
}
