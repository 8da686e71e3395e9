import type { ProcessTable, WorkerProcess } from './process-table.ts';
import { runCommand } from './run-command.ts';

/**
 * The processes that a command prints, for a server on another machine: a line for each, with its pid,
 * its start time (any text without spaces) and its processor time in milliseconds.
 */
export function commandProcesses(commandLine: string): ProcessTable {
  return {
    workers: async () => (await runCommand(commandLine)).split('\n').filter(Boolean).map(parse),
  };
}

function parse(line: string): WorkerProcess {
  const match = /^\s*(\d+)\s+(\S+)\s+(\d+(?:\.\d+)?)\s*$/.exec(line);
  if (!match) {
    throw new Error(`the process command printed "${line}": it takes PID START CPU_MILLISECONDS`);
  }
  const [, pid, startTime = '', cpuMs] = match;
  return { pid: Number(pid), startTime, cpuMs: Number(cpuMs) };
}
