import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/**
 * Hears the messages of a local socket: one JSON text a line. Only a line feed ends a line, since JSON
 * leaves other separators in its texts (U+2028); a last line without one is half a message, and is
 * dropped.
 */
export function onLine(socket: Socket, listener: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  socket.on('data', (bytes: Buffer) => {
    const [first = '', ...rest] = decoder.write(bytes).split('\n');
    parts.push(first);
    for (const next of rest) {
      const line = parts.join('');
      parts = [next];
      listener(line);
    }
  });
}

/** The lines of a socket as they are asked for: it is read no faster than that. */
export async function* linesOf(received: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  for await (const bytes of received) {
    const [first = '', ...rest] = decoder.write(bytes).split('\n');
    parts.push(first);
    for (const next of rest) {
      yield parts.join('');
      parts = [next];
    }
  }
}

/**
 * Lines that are sent at the same moment go out in one write, since each wakes who reads them.
 * @returns a promise that resolves when the system has taken the line, or the socket is gone
 */
export function sendLine(socket: Socket, message: unknown): Promise<void> {
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  return new Promise((resolve) => {
    socket.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
}
