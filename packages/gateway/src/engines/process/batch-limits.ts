/** Limits that the system keeps for each process of a batch; null is none. */
export interface BatchLimits {
  /** Of processor time, in each process. It hears SIGXCPU then, and is killed five seconds later. */
  readonly cpuSeconds: number | null;
  /** Of memory that a process has written to (`RLIMIT_DATA`); shared memory and files do not count. */
  readonly memoryBytes: number | null;
  /** The size of each file, its logs included. */
  readonly fileBytes: number | null;
  /** Processes and threads at once: of the batch in a namespace, else of the gateway's user altogether. */
  readonly processes: number | null;
}

/** The command that runs the rest under limits, which it cannot raise again. Nothing dumps core. */
export function withLimits(limits: BatchLimits): readonly string[] {
  const { cpuSeconds, memoryBytes, fileBytes, processes } = limits;
  const options = [
    cpuSeconds === null ? null : `--cpu=${cpuSeconds}:${cpuSeconds + 5}`,
    memoryBytes === null ? null : `--data=${memoryBytes}`,
    fileBytes === null ? null : `--fsize=${fileBytes}`,
    processes === null ? null : `--nproc=${processes}`,
  ];
  return ['prlimit', '--core=0', ...options.filter((option) => option !== null)];
}
