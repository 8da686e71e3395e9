import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hasEnded, type ProcessIdentity } from '../process-identity.ts';

/** One line of the process table: proc_pid_stat(5). */
export interface ProcessLine extends ProcessIdentity {
  /** The command name, at most 15 characters of it. */
  readonly name: string;
  readonly parent: number;
  readonly session: number;
}

/** Every process that has not ended. */
export function processTable(): readonly ProcessLine[] {
  return pids()
    .map(readLine)
    .filter((line) => line !== null);
}

/** The processes of a process namespace, as this one names it in `/proc/PID/ns/pid`. */
export function processesOfNamespace(namespace: string): readonly ProcessLine[] {
  return pids()
    .filter((pid) => namespaceOf(pid) === namespace)
    .map(readLine)
    .filter((line) => line !== null);
}

/** The environment that a process began with; empty where it may not be read. */
export function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** @returns null where there is no such process, or it may not be looked at */
function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function readLine(pid: number): ProcessLine | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name may hold spaces and parentheses.
  const end = stat.lastIndexOf(')');
  const name = stat.slice(stat.indexOf('(') + 1, end);
  const [state = '', parent, , session, ...rest] = stat.slice(end + 2).split(' ');
  const startTime = rest[15];
  if (startTime === undefined || hasEnded(pid, state)) return null;
  return { pid, startTime, name, parent: Number(parent), session: Number(session) };
}
