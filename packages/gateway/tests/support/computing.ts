import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** 0.1 s where the kernel counts a hundred ticks a second: more than a start and a plan take. */
const someTicks = 10;

/**
 * Waits until the process has computed for a while. A job is said to run before its host has read the
 * statement, and a statement that is deaf while it computes still obeys an interrupt until then.
 * @param pid a process that does nothing else
 */
export async function computing(pid: number): Promise<void> {
  const before = ticksOf(pid);
  while (ticksOf(pid) < before + someTicks) await pause(5);
}

/** User and system time; proc_pid_stat(5), fields 14 and 15. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
