import type { BatchRoom, LogStream } from './batch-room.ts';
import { reservedLines, writeReserved } from './reserved-file.ts';

/** What is to be known of the logs of a try beside what is in them. */
export interface LogState {
  /** The first byte of each that is kept. */
  readonly keptFrom: Readonly<Record<LogStream, number>>;
  /** When the disk was first seen to be full while they were written, in milliseconds since the epoch; else null. */
  readonly diskFullAt: number | null;
}

/** Of its text, which only grows; a number has at most 16 digits. */
export const logStateBytes = 128;

export function readLogState(room: BatchRoom): LogState {
  const [line] = reservedLines(room.logStateFile);
  return line === undefined ? fresh : (JSON.parse(line) as LogState);
}

export function writeLogState(room: BatchRoom, state: LogState): void {
  writeReserved(room.logStateFile, `${JSON.stringify(state)}\n`);
}

const fresh: LogState = { keptFrom: { stdout: 0, stderr: 0 }, diskFullAt: null };
