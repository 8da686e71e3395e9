import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  opendirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from './reason-of.ts';
import { StartError } from './start-error.ts';

/** A Unix socket's path has at most 107 bytes; the hosts' add a name of 18. */
const longestPath = 88;

/**
 * Makes the directory of everything that is kept, readable by its owner alone.
 * @returns its path, absolute and without links
 * @throws StartError when it cannot be used
 */
export function makeDataDirectory(wanted: string): string {
  const path = make(wanted);
  const length = Buffer.byteLength(path);
  if (length > longestPath) {
    throw new StartError(
      `the path of the data directory is too long for a Unix socket (${length} bytes, at most ` +
        `${longestPath}): set SLUICE_DATA_DIR to a shorter one than ${path}`,
    );
  }
  return path;
}

function make(wanted: string): string {
  try {
    makeEachLevel(wanted);
    opendirSync(wanted).closeSync();
    accessSync(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
    // Databases lie in it, and the admin socket, which asks for no credential.
    if ((statSync(wanted).mode & 0o077) !== 0) chmodSync(wanted, 0o700);
    return realpathSync(wanted);
  } catch (error) {
    throw new StartError(`cannot use the data directory ${wanted}: ${reasonOf(error)}`);
  }
}

/** Level by level: Node's own recursive mkdir never returns for a place such as /proc/x. */
function makeEachLevel(path: string): void {
  if (existsSync(path)) return;
  makeEachLevel(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
