import { defaultGraceMs } from './program.ts';

/** What a queue lets the programs of batches do. Limits are those of each process; null is none. */
export interface ProgramRules {
  /** Whether files may run that are no script of a runtime that Sluice knows. */
  readonly allowsExecutables: boolean;
  /** Whether programs may run although this machine keeps them from nothing that the gateway may read. */
  readonly allowsUnprotected: boolean;
  readonly cpuSeconds: number | null;
  readonly memoryBytes: number | null;
  readonly fileBytes: number | null;
  /** How many processes and threads the batch may have at once. */
  readonly processes: number | null;
  /** How long a batch has to end by itself, where neither its cancel nor its submit says. */
  readonly graceMs: number;
}

/** Enough for a script that works on a laptop's data, and an end for one that runs away. */
export const defaultProgramRules: ProgramRules = {
  allowsExecutables: false,
  allowsUnprotected: false,
  cpuSeconds: null,
  memoryBytes: 4 * 1024 ** 3,
  fileBytes: 10 * 1024 ** 3,
  processes: 256,
  graceMs: defaultGraceMs,
};
