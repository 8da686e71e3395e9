import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { adminSocketName, type Finding } from '@sluice/protocol';
import { ok, warn } from './finding.ts';

const lookMs = 2_000;

/** Whether a gateway runs over the directory. */
export async function checkSocket(dataDir: string): Promise<Finding> {
  const what = 'gateway';
  const path = join(dataDir, adminSocketName);
  if (!existsSync(path)) return ok(what, 'none runs here');
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const socket = connect(path);
  socket.setTimeout(lookMs, () => resolve(warn(what, `${path} does not answer`)));
  socket.once('connect', () => resolve(ok(what, `runs, and answers on ${path}`)));
  socket.once('error', () =>
    resolve(warn(what, `none runs, and the last one was killed: the next start clears up`)),
  );
  return promise.finally(() => socket.destroy());
}
