import type { Socket } from 'node:net';
import { type ResultBlock, readFrames } from './result-frames.ts';
import { HostUnreachableError } from './deadline.ts';
import type { HostLine, HostRequest } from './messages/host-messages.ts';
import { connectTo } from './host-socket.ts';
import { linesOf, sendLine } from './line-stream.ts';
import { rowsFailure } from './rows-failure.ts';

const answerMs = 10_000;
/** How long a host may take to find the first row of a page. */
const firstRowMs = 60_000;

/** Which rows of which file, and in which form. */
type RowsOf<Op extends HostRequest['op']> = Omit<Extract<HostRequest, { op: Op }>, 'op'>;
export type JsonRowsOf = RowsOf<'read'>;
export type CsvRowsOf = RowsOf<'read-csv'>;
export type ColumnarRowsOf = RowsOf<'read-columnar'>;

/** Rows of a result file, each the text of a JSON array. */
export function readRows(
  socketPath: string,
  rows: JsonRowsOf,
  left: AbortSignal,
): AsyncGenerator<string> {
  return ask(socketPath, { op: 'read', ...rows }, left, rowsOf);
}

/** Rows of a result file as CSV. */
export function readCsv(
  socketPath: string,
  rows: CsvRowsOf,
  left: AbortSignal,
): AsyncGenerator<ResultBlock> {
  return ask(socketPath, { op: 'read-csv', ...rows }, left, readFrames);
}

/** Rows of a result as a file of typed columns. */
export function readColumnar(
  socketPath: string,
  rows: ColumnarRowsOf,
  left: AbortSignal,
): AsyncGenerator<ResultBlock> {
  return ask(socketPath, { op: 'read-columnar', ...rows }, left, readFrames);
}

/** Asks on a connection of its own: control calls do not wait behind rows (I9). */
async function* ask<T>(
  socketPath: string,
  request: HostRequest,
  left: AbortSignal,
  read: (bytes: AsyncIterable<Buffer>) => AsyncIterable<T>,
): AsyncGenerator<T> {
  if (left.aborted) return;
  const socket = await connectTo(socketPath, answerMs);
  const leave = () => socket.destroy();
  left.addEventListener('abort', leave, { once: true });
  const silent = setTimeout(leave, firstRowMs);
  try {
    void sendLine(socket, { id: 1, ...request });
    yield* read(untilGone(socket, () => clearTimeout(silent)));
  } finally {
    clearTimeout(silent);
    left.removeEventListener('abort', leave);
    socket.destroy();
  }
}

/** Rows are JSON arrays; the one line that is an object ends them. */
async function* rowsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const line of linesOf(bytes)) {
    if (line.startsWith('[')) {
      yield line;
      continue;
    }
    const last = JSON.parse(line) as HostLine;
    if ('failure' in last) throw rowsFailure(last.failure);
    return;
  }
  // I11: rows are never cut silently.
  throw new HostUnreachableError('the host went away in the middle of the rows');
}

/** A socket that is destroyed while it is read says so by an error; the bytes just end. */
async function* untilGone(socket: Socket, heard: () => void): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      heard();
      yield bytes;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
