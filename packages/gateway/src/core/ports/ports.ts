import type { ProjectQuotas } from '../quotas/project-quotas.ts';
import type { BatchEngine } from './batch-engine.ts';
import type { AuditLog } from './audit-log.ts';
import type { BucketStore } from './bucket-store.ts';
import type { ClientLeaseStore } from './client-lease-store.ts';
import type { Clock } from './clock.ts';
import type { SqlEngine } from './sql-engine.ts';
import type { EventFeed } from './event-feed.ts';
import type { GrantStore } from './grant-store.ts';
import type { Ids } from './ids.ts';
import type { JobNews } from './job-news.ts';
import type { JobStore } from './job-store.ts';
import type { QueueStore } from './queue-store.ts';
import type { ResourceStore } from './resource-store.ts';
import type { SavedTextStore } from './saved-text-store.ts';
import type { SessionEngine } from './session-engine.ts';
import type { SessionNews } from './session-news.ts';
import type { SessionStore } from './session-store.ts';
import type { SessionUse } from '../session/session-use.ts';

/** All that the core asks of the world. Each action and runner names the few it needs with `Pick`. */
export interface Ports {
  readonly jobs: JobStore;
  readonly audit: AuditLog;
  readonly buckets: BucketStore;
  readonly resources: ResourceStore;
  readonly savedTexts: SavedTextStore;
  readonly events: EventFeed;
  readonly queues: QueueStore;
  readonly quotas: ProjectQuotas;
  readonly grants: GrantStore;
  readonly engines: ReadonlyMap<string, SqlEngine>;
  /** By the names of the engines of queues; those of other queues run no batches. One of them takes each file. */
  readonly batchEngines: ReadonlyMap<string, readonly BatchEngine[]>;
  readonly news: JobNews;
  readonly sessions: SessionStore;
  /** By the names of the engines that have them. */
  readonly sessionEngines: ReadonlyMap<string, SessionEngine>;
  readonly sessionNews: SessionNews;
  readonly sessionUse: SessionUse;
  readonly clientLeases: ClientLeaseStore;
  readonly clock: Clock;
  readonly ids: Ids;
}
