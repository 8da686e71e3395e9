import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Messages of a local socket: one JSON text a line. */
export function onLine(socket: Socket, listener: (line: string) => void): void {
  const lines = createInterface({ input: socket, crlfDelay: Infinity });
  lines.on('line', listener);
  // The socket's own listeners tell of errors; readline repeats them.
  lines.on('error', () => {});
}

/** @returns a promise that resolves when the system has taken the line, or the socket is gone */
export function sendLine(socket: Socket, message: unknown): Promise<void> {
  return new Promise((resolve) => {
    socket.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
}
