import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Sluice keeps what it can make again, outside the checkout.
 * @returns {string}
 */
export function cacheHome() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sluice');
}
