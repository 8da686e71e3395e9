import type { Socket } from 'node:net';
import { HostUnreachableError } from './deadline.ts';
import type { HostLine, HostRequest } from './host-messages.ts';
import { connectTo } from './host-socket.ts';
import { linesOf, sendLine } from './line-stream.ts';

const answerMs = 10_000;
/** How long a host may take to find the first row of a page. */
const firstRowMs = 60_000;

/** Which rows of which file, and in which form. */
export type RowsOf = Omit<Extract<HostRequest, { op: 'read' }>, 'op'>;

/** Rows of a result file, on a connection of their own: control calls do not wait behind them. */
export async function* readRows(
  socketPath: string,
  page: RowsOf,
  left: AbortSignal,
): AsyncGenerator<string> {
  if (left.aborted) return;
  const socket = await connectTo(socketPath, answerMs);
  const leave = () => socket.destroy();
  left.addEventListener('abort', leave, { once: true });
  try {
    void sendLine(socket, { op: 'read', id: 1, ...page });
    yield* rowsOf(socket);
  } finally {
    left.removeEventListener('abort', leave);
    socket.destroy();
  }
}

/** Rows are JSON arrays; the one line that is an object ends them. */
async function* rowsOf(socket: Socket): AsyncGenerator<string> {
  const silent = setTimeout(() => socket.destroy(), firstRowMs);
  for await (const line of untilGone(linesOf(socket))) {
    clearTimeout(silent);
    if (line.startsWith('[')) {
      yield line;
      continue;
    }
    const last = JSON.parse(line) as HostLine;
    if ('failure' in last) throw new HostUnreachableError(last.failure);
    return;
  }
  clearTimeout(silent);
  // I11: rows are never cut silently.
  throw new HostUnreachableError('the host went away in the middle of the rows');
}

/** A socket that is destroyed while it is read says so by an error; the lines just end. */
async function* untilGone(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
