import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

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
