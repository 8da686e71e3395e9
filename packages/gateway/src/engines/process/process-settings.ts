import type { Job } from '../../core/job/job.ts';
import type { ProgramRules } from '../../core/job/program-rules.ts';
import type { BucketStore } from '../../core/ports/bucket-store.ts';
import type { Isolation } from './isolation.ts';

/** What the engine needs to know. */
export interface ProcessSettings {
  readonly dataDir: string;
  readonly buckets: Pick<BucketStore, 'open' | 'snapshot' | 'hold'>;
  readonly isolation: Promise<Isolation>;
  /** Of the queue of a job. */
  readonly rulesOf: (job: Job) => Promise<ProgramRules>;
  /** Whether nobody else is there from whom a batch would have to be kept. */
  readonly isAlone: () => Promise<boolean>;
  /** What a program is told of the gateway: its address, and a token for it. */
  readonly gatewayFor: (job: Job) => { readonly url: string; readonly token: string };
  /** Files and directories, beside the data directory, that no batch may read. */
  readonly hidden: readonly string[];
  /** How much is kept of each log. */
  readonly logBytes: number;
  /** Whether batches run on when the gateway stops, until the next one finds them. */
  readonly leavesBatches: boolean;
  /** Something of a job did not go as it should; it is for the gateway's log. */
  readonly failed: (what: string, cause: unknown) => void;
  readonly now: () => number;
  /** Milliseconds since the machine was started: the same count for every gateway, and nobody sets it. */
  readonly uptime: () => number;
}
