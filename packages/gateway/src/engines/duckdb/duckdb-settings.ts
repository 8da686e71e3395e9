import type { ProjectQuotas } from '../../core/quotas/project-quotas.ts';

export interface DuckdbSettings {
  readonly dataDir: string;
  /** Proves commit markers; 32 random bytes. */
  readonly markerKey: Buffer;
  /** As DuckDB takes it: `4GB`, `6002MiB`. */
  readonly memory: string;
  readonly threads: number;
  /** Which of its project's quotas a statement is kept to. */
  readonly quotas: Pick<ProjectQuotas, 'limitsOf' | 'useOf'>;
  /** How long a statement may ignore interrupts before its host is killed. */
  readonly interruptMs: number;
  /** How long a host goes on without its gateway. */
  readonly hostOrphanMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
