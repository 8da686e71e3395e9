import type { Job, JobId } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { RunOrder } from './messages/run-order.ts';
import type { ProjectHost } from './project-host.ts';
import { mayHaveWritten } from './write-note.ts';

/** One statement in a host, from its start until its ending is durable. */
export interface StatementOperation {
  readonly job: Job;
  readonly order: RunOrder;
  readonly outcome: Promise<Observed | OutOfReach>;
  /** The host it runs in; another one after a neighbour's host had to be killed. */
  readonly host: ProjectHost;
  /** 0 to 1; 0 while the engine does not say. */
  readonly done: number;
  readonly collateral: readonly string[];
  /** What its host ran when it told of the end of this one; null until then, or when it told nothing. */
  readonly runsAfter: readonly JobId[] | null;
}

/** The same, as it goes on. */
export interface OwnedOperation extends StatementOperation {
  host: ProjectHost;
  done: number;
  readonly collateral: string[];
  readonly resolve: (outcome: Observed | OutOfReach) => void;
  runsAfter: readonly JobId[] | null;
  isStopAsked: boolean;
  /** Its host is gone, and somebody sees to it. */
  isRescued: boolean;
  /** How many hosts it was given to. */
  starts: number;
  /** When it was given to the last of them, or adopted; by the steady clock. */
  begunAt: number;
  /** False: the host it was last given to has not taken it yet. */
  isTaken: boolean;
  /** False: nothing of it can have been committed. */
  mayHaveCommitted: boolean;
  /** It was stopped so that its session can be saved, and runs again. */
  isSetAside: boolean;
  isSettled: boolean;
}

export function newOperation(job: Job, order: RunOrder, host: ProjectHost): OwnedOperation {
  const { promise: outcome, resolve } = Promise.withResolvers<Observed | OutOfReach>();
  return {
    job,
    order,
    outcome,
    resolve,
    host,
    done: 0,
    collateral: [],
    runsAfter: null,
    isStopAsked: false,
    isRescued: false,
    starts: 0,
    begunAt: performance.now(),
    isTaken: false,
    mayHaveCommitted: false,
    isSetAside: false,
    isSettled: false,
  };
}

/** Its host is gone: what that had not said or noted down, it has not done. */
export function mayHaveCommitted({
  mayHaveCommitted: saidSo,
  host,
  order,
}: Pick<OwnedOperation, 'mayHaveCommitted' | 'host' | 'order'>): boolean {
  return saidSo || (!host.wasHeardOut && mayHaveWritten(order));
}
