import { fileURLToPath } from 'node:url';
import { type BatchLimits, withLimits } from './batch-limits.ts';
import type { BatchRoom } from '../batch-room.ts';
import { adoptingOrphans, asUser, inNamespace, type Isolation, withSignals } from './isolation.ts';

const initProgram = fileURLToPath(new URL('./init.sh', import.meta.url));

/** What a batch runs, and how. */
export interface BatchOrder {
  readonly room: BatchRoom;
  /** Where the program finds itself. */
  readonly workDir: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: BatchLimits;
  /** Files and directories of the machine that are hidden from it. */
  readonly hidden: readonly string[];
  /** The user it runs as, where the gateway is root. */
  readonly uid: number;
}

export type Possible = Exclude<Isolation, { kind: 'none' }>;

/**
 * Where a batch sees its working directory and the gateway's Node. In its namespace that is a place of its
 * own: another user could not come to where the gateway has them, where that is below a home of root, say.
 */
export function placesSeen(isolation: Possible, { place }: BatchRoom) {
  return isolation.kind === 'namespace'
    ? { workDir: '/dev/shm/work', node: '/dev/shm/node' }
    : { workDir: place.workDir, node: process.execPath };
}

/** The whole command of a batch: its namespace, its first process, its limits, its program. */
export function batchCommand(order: BatchOrder, isolation: Possible): readonly string[] {
  const { room, workDir, hidden, limits, command, uid } = order;
  const init = ['/bin/sh', initProgram, isolation.kind, room.path, workDir, process.execPath];
  const program = [...withLimits(limits), ...rights(isolation, uid), ...withSignals, ...command];
  return [...together(isolation), ...init, ...hidden, '--', ...program];
}

/** What holds its processes together. */
function together(isolation: Possible): readonly string[] {
  switch (isolation.kind) {
    case 'namespace':
      return inNamespace(isolation.as);
    case 'tree':
      return isolation.adopts ? adoptingOrphans : [];
  }
}

function rights(isolation: Possible, uid: number): readonly string[] {
  return isolation.kind === 'namespace' ? asUser(isolation.as, uid) : [];
}
