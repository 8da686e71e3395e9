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
  const [user = 0, system = 0, pages = 0] = [11, 12, 21].map((at) => Number(fields[at] ?? 0));
  return { role, pid, cpuMs: ((user + system) * 1_000) / tick, residentBytes: pages * 4_096 };
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** From the third field on; the second may hold spaces. */
function statOf(pid: number): readonly string[] {
  const stat = readOf(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function roleOf(pid: number): string {
  const command = readOf(pid, 'cmdline').replaceAll('\0', ' ');
  return /(\w+)\/main\.ts/.exec(command)?.[1] ?? command;
}

/** Empty for a process that is gone. */
function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
