/** One of the server's worker processes, as the machine shows it. */
export interface WorkerProcess {
  readonly pid: number;
  /** With the pid it names one process for ever. */
  readonly startTime: string;
  /** Processor time so far. */
  readonly cpuMs: number;
}

/** The processes in which a server does its users' work, seen from outside. */
export interface ProcessTable {
  workers(): Promise<readonly WorkerProcess[]>;
}

export function keyOf({ pid, startTime }: WorkerProcess): string {
  return `${pid} (started ${startTime})`;
}
