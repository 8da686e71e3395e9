import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started; with its pid this names one process for ever. A zombie counts as gone,
 * since it holds nothing.
 * @param {number} pid
 * @returns {string | null} null when no such process runs
 */
export function startTimeOf(pid) {
  return readProcess(pid)?.startTime ?? null;
}

/**
 * @param {number} pid
 * @returns {{ parent: number, startTime: string, command: string } | null}
 */
export function readProcess(pid) {
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/** proc_pid_stat(5): field 3 is the state, field 4 the parent, field 22 the start time in ticks. */
function readFromProc(pid) {
  let stat;
  let command;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return { parent: Number(fields[1]), startTime: fields[19], command };
}

function readFromPs(pid) {
  const ask = ['-o', 'stat=,ppid=,lstart=,command=', '-p', String(pid)];
  let line;
  try {
    line = execFileSync('ps', ask, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  } catch {
    return null;
  }
  // lstart is five words: Tue Nov 24 02:40:54 2026.
  const [state = 'Z', parent, ...rest] = line.trim().split(/\s+/);
  if (state.startsWith('Z')) return null;
  const startTime = rest.slice(0, 5).join(' ');
  return { parent: Number(parent), startTime, command: rest.slice(5).join(' ') };
}
