import { isAlive, type ProcessIdentity } from '../process-identity.ts';

/**
 * Sends a signal to exactly this process (I7): a pid that was used again is left alone.
 * @returns false where it is not there any more
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
