import type { KeyObject } from 'node:crypto';
import type { JobRequest } from '../../core/job/job.ts';
import type { KillPolicy } from '../../core/job/kill-policy.ts';
import type { ProjectQuotas } from '../../core/quotas/project-quotas.ts';
import type { FormerHostNews } from './former-fate.ts';
import type { HostStartFailure } from './host-start-failures.ts';

export interface DuckdbSettings {
  readonly dataDir: string;
  /** Proves commit markers; 32 random bytes. */
  readonly markerKey: KeyObject;
  /** Limit of one host's SQL. */
  readonly memoryBytes: number;
  /** Limit of all hosts together, with what each needs beside its SQL. */
  readonly hostsMemoryBytes: number;
  readonly threads: number;
  /** Which of its project's quotas a statement, and a host, are kept to. */
  readonly quotas: Pick<ProjectQuotas, 'limitsOf' | 'resultBytesOf'>;
  /** How long a statement may ignore interrupts before its host is killed. */
  readonly interruptMs: number;
  /** How long a host goes on without its gateway. */
  readonly hostOrphanMs: number;
  /** How long a host without work is kept. */
  readonly hostIdleMs: number;
  /** How long a job waits for memory that other projects' hosts hold. */
  readonly hostWaitMs: number;
  /** How long a host goes on holding its commits when its gateway says nothing more. */
  readonly holdMs: number;
  /** Told of each host of an earlier gateway that was adopted or ended. */
  readonly formerHost: (news: FormerHostNews) => void;
  /** Told when a project's host cannot be started, once for each reason. */
  readonly startFailed: (failure: HostStartFailure) => void;
  /** Of the queue of a job. */
  readonly killPolicyOf: (
    request: Pick<JobRequest, 'projectId' | 'queueName'>,
  ) => Promise<KillPolicy>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
