import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessTable, WorkerProcess } from './process-table.ts';

/** Linux counts processor time in hundredths of a second, wherever Node runs. */
const tickMs = 10;

/**
 * The processes of this machine whose command line or working directory has the text; never this
 * program, nor what started it: the text stands in their command lines too.
 */
export function procProcesses(text: string): ProcessTable {
  const ours = ancestors(process.pid);
  return {
    workers: () =>
      Promise.resolve(
        readdirSync('/proc')
          .filter((name) => /^\d+$/.test(name) && !ours.has(Number(name)))
          .flatMap((name) => read(Number(name), text)),
      ),
  };
}

function read(pid: number, text: string): WorkerProcess[] {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // A zombie has no command line any more, and holds nothing.
    if (command === '') return [];
    if (!command.includes(text) && !readlinkSync(`/proc/${pid}/cwd`).includes(text)) return [];
    const { startTime, cpuMs } = statOf(pid);
    return [{ pid, startTime, cpuMs }];
  } catch {
    // It went while it was looked at, or is somebody else's.
    return [];
  }
}

/** proc_pid_stat(5): fields 4 (parent), 14 and 15 (user and system time), 22 (start). */
function statOf(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    parent: Number(fields[1]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    startTime: fields[19] ?? '',
  };
}

function ancestors(pid: number): Set<number> {
  const found = new Set<number>();
  try {
    for (let at = pid; at > 1; at = statOf(at).parent) found.add(at);
  } catch {
    // An ancestor went meanwhile.
  }
  return found;
}
