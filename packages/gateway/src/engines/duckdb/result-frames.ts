import type { Socket } from 'node:net';
import { HostUnreachableError } from './deadline.ts';
import { rowsFailure } from './rows-failure.ts';
import { drained } from './drained.ts';

/** Whole lines of CSV, or, where a block comes in pieces, what has come of them. */
export interface ResultBlock {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Two numbers of 32 bits: how many rows, in how many bytes, which follow. */
const headBytes = 8;
/** Stands for the number of rows where the bytes are the reason of a failure. */
const failureMark = 0xff_ff_ff_ff;

/**
 * Writes blocks to a local socket as fast as the reader takes them, each after its head. A head of nothing
 * says that this was all, a failure that it was not (I11).
 */
export async function sendFrames(
  socket: Socket,
  blocks: AsyncIterable<ResultBlock>,
): Promise<void> {
  try {
    for await (const { rows, bytes } of blocks) {
      if (socket.destroyed) return;
      socket.write(headOf(rows, bytes.length));
      if (!socket.write(bytes)) await drained(socket);
    }
    socket.write(headOf(0, 0));
  } catch (error) {
    if (socket.destroyed) return;
    const reason = Buffer.from(error instanceof Error ? error.message : String(error));
    socket.write(Buffer.concat([headOf(failureMark, reason.length), reason]));
  }
}

function headOf(rows: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32LE(rows, 0);
  head.writeUInt32LE(length, 4);
  return head;
}

/**
 * Reads them again: the bytes as they come, untouched, and no longer there than those of the source. The rows of a
 * block count with its last bytes.
 * @throws HostUnreachableError where they broke off (I11)
 * @throws UnwritableRowsError where their form cannot hold them
 * @throws NoRoomForRowsError where the host had no memory for them
 */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<ResultBlock> {
  let head = Buffer.alloc(0);
  let rows = 0;
  let missing = 0;
  let reason = '';
  for await (const received of source) {
    let bytes = received;
    while (bytes.length > 0) {
      if (missing === 0) {
        const part = bytes.subarray(0, headBytes - head.length);
        bytes = bytes.subarray(part.length);
        head = Buffer.concat([head, part]);
        if (head.length < headBytes) break;
        rows = head.readUInt32LE(0);
        missing = head.readUInt32LE(4);
        head = Buffer.alloc(0);
        if (missing === 0) return;
      }
      const part = bytes.subarray(0, missing);
      bytes = bytes.subarray(part.length);
      missing -= part.length;
      if (rows !== failureMark) {
        if (part.length > 0) yield { rows: missing === 0 ? rows : 0, bytes: part };
        continue;
      }
      reason += Buffer.from(part).toString('utf8');
      if (missing === 0) throw rowsFailure(reason);
    }
  }
  throw new HostUnreachableError('the host went away in the middle of the rows');
}
