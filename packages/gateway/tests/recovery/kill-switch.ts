import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';

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

/** Pids of the DuckDB hosts of a data directory, read from the process table. */
export function hostsOf(dataDir: string): number[] {
  return processesIn(dataDir).filter((pid) => commandOf(pid).includes('host/main.ts'));
}

/** Pids of all that work in a directory; a zombie works no more. */
export function processesIn(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid).startsWith(directory) && commandOf(pid) !== '');
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function readArmed(switchFile: string): Armed | null {
  try {
    return JSON.parse(readFileSync(switchFile, 'utf8')) as Armed;
  } catch {
    return null;
  }
}
