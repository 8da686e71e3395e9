import type { Command } from './command.ts';

export type LiarStatus =
  | 'waiting'
  | 'running'
  | 'cancelling'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

export interface LiarWork {
  readonly id: string;
  readonly command: Command;
  readonly code: string;
  readonly lane: LiarLane;
  status: LiarStatus;
  message: string;
  rows: unknown[][];
  startedAt: number;
  /** Cancelled by the server itself at this time; infinite: never. */
  readonly limitAt: number;
  pid: number | null;
  /** How often somebody saw it in each status. */
  reads: { any: number; running: number; ended: number };
  cancels: number;
  /** Deleted by its client: it is not shown any more. */
  isDeleted: boolean;
  /** How many times its effect is written. */
  times: number;
}

/** The jobs or the batches of a project, or the statements of a session. */
export interface LiarLane {
  readonly project: string;
  readonly slots: number;
  readonly works: Map<string, LiarWork>;
  readonly takes: 'jobs' | 'batches' | 'statements';
  /** The next one is hit by an interrupt that came late. */
  hitsNext: boolean;
}

export interface LiarSession extends LiarLane {
  readonly id: string;
  status: 'starting' | 'open' | 'ended';
  /** Infinite: never. */
  readonly opensAt: number;
  readonly heartbeatMs: number;
  readonly idleLimitMs: number;
  calledAt: number;
  idleSince: number;
  hasProcess: boolean;
  pid: number | null;
  variable: string;
  looks: number;
}

export function hasEnded({ status }: LiarWork): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

export function runningIn(lane: LiarLane): number {
  return [...lane.works.values()].filter(
    ({ status }) => status === 'running' || status === 'cancelling',
  ).length;
}
