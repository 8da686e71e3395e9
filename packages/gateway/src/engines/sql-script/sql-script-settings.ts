import type { BucketStore } from '../../core/ports/bucket-store.ts';
import type { SessionEngine } from '../../core/ports/session-engine.ts';
import type { StatementEngine } from './current-statement.ts';

/** What the engine of scripts needs to know. */
export interface SqlScriptSettings {
  readonly dataDir: string;
  readonly buckets: Pick<BucketStore, 'open' | 'snapshot'>;
  /** Runs the statements, in sessions of `sessions`. */
  readonly engine: StatementEngine;
  readonly sessions: SessionEngine;
  /** How much is kept of each log. */
  readonly logBytes: number;
  /** Whether scripts are left as they are when the gateway stops, for the next one to go on with. */
  readonly leavesBatches: boolean;
  /** Something did not go as it should; it is for the gateway's log. */
  readonly failed: (what: string, cause: unknown) => void;
  readonly now: () => number;
  /** Milliseconds since the machine was started: the same count for every gateway, and nobody sets it. */
  readonly uptime: () => number;
}
