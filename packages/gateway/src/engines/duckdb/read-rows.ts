import { type ResultBlock, readFrames } from './result-frames.ts';
import { HostUnreachableError } from './deadline.ts';
import type { HostLine, HostRequest } from './messages/host-messages.ts';
import { connectTo } from './host-socket.ts';
import { linesOf, sendLine } from './line-stream.ts';
import { rowsFailure } from './rows-failure.ts';
import { SocketReads } from './socket-reads.ts';

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

/** Rows of a result file as CSV. Their bytes are there until the next are asked for. */
export function readCsv(
  socketPath: string,
  rows: CsvRowsOf,
  left: AbortSignal,
): AsyncGenerator<ResultBlock> {
  return ask(socketPath, { op: 'read-csv', ...rows }, left, readFrames);
}

/** Rows of a result as a file of typed columns, likewise. */
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
  read: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<T>,
): AsyncGenerator<T> {
  if (left.aborted) return;
  const reads = new SocketReads();
  const socket = await connectTo(socketPath, answerMs, reads.onread);
  const leave = () => socket.destroy();
  left.addEventListener('abort', leave, { once: true });
  const silent = setTimeout(leave, firstRowMs);
  try {
    void sendLine(socket, { id: 1, ...request });
    yield* read(heard(reads.of(socket), () => clearTimeout(silent)));
  } finally {
    clearTimeout(silent);
    left.removeEventListener('abort', leave);
    socket.destroy();
  }
}

/** Rows are JSON arrays; the one line that is an object ends them. */
async function* rowsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
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

async function* heard(
  received: AsyncIterable<Uint8Array>,
  tell: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of received) {
    tell();
    yield bytes;
  }
}
