import type { Finding } from '@sluice/protocol';
import type { Config } from '../config/config.ts';
import { checkClock } from './check-clock.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkDataDirectory } from './check-data-directory.ts';
import { checkLakes } from './check-lakes.ts';
import { checkMachine } from './check-machine.ts';
import { checkSocket } from './check-socket.ts';
import { checkStore } from './check-store.ts';

/**
 * Looks at everything that can be seen from outside a gateway, whether one runs or not. Reads only.
 * @param now milliseconds since the epoch
 */
export async function examine({ dataDir, door }: Config, now: number): Promise<readonly Finding[]> {
  const directory = checkDataDirectory(dataDir);
  const machine = [...checkMachine(dataDir), checkCertificate(door, now)];
  if (directory.some(({ level }) => level === 'fail')) return [...directory, ...machine];
  return [
    ...directory,
    ...machine,
    checkClock(dataDir, now),
    await checkSocket(dataDir),
    checkStore(dataDir),
    ...checkLakes(dataDir),
  ];
}
