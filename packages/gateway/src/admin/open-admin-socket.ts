import { chmod, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { adminSocketName } from '@sluice/protocol';
import type { FastifyInstance } from 'fastify';

/** Somebody listens on the socket already. */
export class AdminSocketInUseError extends Error {
  override readonly name = 'AdminSocketInUseError';
}

const lookMs = 2_000;

/**
 * Listens on the admin socket of a data directory that nobody else can enter. One that a killed
 * gateway left behind is taken away first; closing the app takes away this one.
 * @throws AdminSocketInUseError when another process answers on it
 */
export async function openAdminSocket(app: FastifyInstance, dataDir: string): Promise<void> {
  const path = join(dataDir, adminSocketName);
  if (await isLive(path)) {
    throw new AdminSocketInUseError(`another process listens on ${path}: stop that one`);
  }
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await app.listen({ path });
  await chmod(path, 0o600);
}

function isLive(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.setTimeout(lookMs, () => resolve(true));
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
