import { createConnection, type OnReadOpts, type Socket } from 'node:net';
import { HostUnreachableError, withDeadline } from './deadline.ts';
import { systemReason } from './system-reason.ts';

/**
 * @param onread takes what comes, instead of the events of the socket
 * @throws HostUnreachableError when nobody takes the connection in time
 */
export async function connectTo(
  socketPath: string,
  timeoutMs: number,
  onread?: OnReadOpts,
): Promise<Socket> {
  const socket = createConnection({ path: socketPath, ...(onread && { onread }) });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve);
  socket.once('error', reject);
  try {
    await withDeadline(promise, timeoutMs, 'the host does not take connections');
  } catch (error) {
    socket.destroy();
    throw new HostUnreachableError(systemReason(error));
  }
  socket.on('error', () => socket.destroy());
  return socket;
}

export function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
