import type { JobError } from '../../core/job/ending.ts';
import type { OwnedOperation } from './statement-operation.ts';
import type { SessionFates } from './tell-fates.ts';

/** Why a host is gone. */
export interface HostLoss {
  /** The operation that it was killed for. */
  readonly evictedFor: OwnedOperation | null;
  /** Of the receipt of whom it was killed for. */
  readonly collateral: string[];
  /** Whether what ran there had no part in it. */
  readonly isInnocent: boolean;
  /** What becomes of its sessions. */
  readonly fates: SessionFates;
}

/** Nobody killed it. */
export function ofItself(): HostLoss {
  return { evictedFor: null, collateral: [], isInnocent: false, fates: new Map() };
}

export const sessionDied: JobError = {
  code: 'engine',
  message:
    'The session was lost with its DuckDB host process while the statement ran. Nothing of the ' +
    'statement, or of the transaction that was open, was committed.',
};
export const hostGivenUp: JobError = {
  code: 'engine',
  message:
    'DuckDB failed in itself while the statement ran, and its host process was given up for a new one. ' +
    'Nothing of it was committed; it may be submitted again.',
};
export const hostDied: JobError = {
  code: 'engine',
  message:
    'The DuckDB host process died while the statement ran (out of memory, most often). ' +
    'Nothing of it was committed; it may be submitted again.',
};
