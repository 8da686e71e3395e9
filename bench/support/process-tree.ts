import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const tick = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** What one process of a gateway has used so far, as the system counts it. */
export interface ProcessUse {
  /** `gateway`, or the name of its program's directory: `host`, `parser`. */
  readonly role: string;
  readonly pid: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** A gateway and its children, from the process table (proc_pid_stat(5), Linux). */
export function processTree(gatewayPid: number): readonly ProcessUse[] {
  return [
    use(gatewayPid, 'gateway'),
    ...readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === gatewayPid)
      .map((pid) => use(pid, roleOf(pid))),
  ];
}

function use(pid: number, role: string): ProcessUse {
  const fields = statOf(pid);
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  const pages = Number(fields[21]);
  return { role, pid, cpuMs: ((user + system) * 1_000) / tick, residentBytes: pages * 4_096 };
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** From the third field on; the second may hold spaces. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function roleOf(pid: number): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return /(\w+)\/main\.ts/.exec(command)?.[1] ?? command;
}
