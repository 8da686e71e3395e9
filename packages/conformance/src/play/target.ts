import type { Door } from '../doors/door.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import type { Workload } from '../workload/workload.ts';
import type { Pace } from './pace.ts';
import type { Surface } from './verdict.ts';

/** What the program may do on the server's machine; null where it was not told how. */
export interface Machine {
  readonly processes: ProcessTable | null;
  /** Sends a signal to a worker process. */
  readonly signal: ((pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void) | null;
  /** Kills the server with SIGKILL and starts it again. */
  readonly restart: (() => Promise<void>) | null;
}

/** The server that is looked at, and what is known of it. */
export interface Target {
  readonly door: Door;
  /** The same server for a caller of another project, or one who may not cancel. */
  readonly other: Door | null;
  /** Another gateway over the same state. */
  readonly replica: Door | null;
  readonly workload: Workload;
  readonly machine: Machine;
  readonly pace: Pace;
  /** What of the API is looked at, where the server has it. */
  readonly on: readonly Surface[];
}
