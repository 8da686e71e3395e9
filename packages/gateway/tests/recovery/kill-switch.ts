import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostsOf } from '../support/processes-in.ts';

/** Who dies when the armed point is reached. */
export type Victims = 'gateway' | 'host' | 'both';

interface Armed {
  readonly point: string;
  readonly victims: Victims;
  readonly gatewayPid: number;
  readonly dataDir: string;
}

/** From now on the first process that reaches the point kills the victims there, by SIGKILL. */
export function arm(switchFile: string, armed: Armed): void {
  writeFileSync(switchFile, JSON.stringify(armed));
}

/** @returns whether the point had not been reached */
export function disarm(switchFile: string): boolean {
  const wasArmed = readArmed(switchFile) !== null;
  rmSync(switchFile, { force: true });
  return wasArmed;
}

/** To be called at each point, by gateways and hosts. Does not return when the caller is a victim. */
export function passPoint(switchFile: string, point: string): void {
  const armed = readArmed(switchFile);
  if (armed?.point !== point) return;
  rmSync(switchFile);
  const { victims, gatewayPid, dataDir } = armed;
  const hosts = victims === 'gateway' ? [] : hostsOf(dataDir);
  const gateways = victims === 'host' ? [] : [gatewayPid];
  // The caller last: it has to live until the others are told.
  const doomed = [...hosts, ...gateways].sort((pid) => (pid === process.pid ? 1 : -1));
  for (const pid of doomed) process.kill(pid, 'SIGKILL');
}

function readArmed(switchFile: string): Armed | null {
  try {
    return JSON.parse(readFileSync(switchFile, 'utf8')) as Armed;
  } catch {
    return null;
  }
}
