import type { AuditLog } from '../core/ports/audit-log.ts';
import type { ClientLeaseStore } from '../core/ports/client-lease-store.ts';
import type { EventFeed } from '../core/ports/event-feed.ts';
import type { GrantStore } from '../core/ports/grant-store.ts';
import type { EpochStore } from '../core/ports/epoch-store.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { JobCounts } from '../core/ports/job-counts.ts';
import type { JobStore } from '../core/ports/job-store.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import type { MemberStore } from '../core/ports/member-store.ts';
import type { Openings } from '../core/ports/openings.ts';
import type { QueueStore } from '../core/ports/queue-store.ts';
import type { QuotaStore } from '../core/ports/quota-store.ts';
import type { ResourceStore } from '../core/ports/resource-store.ts';
import type { SavedTextStore } from '../core/ports/saved-text-store.ts';
import type { RetentionStore } from '../core/ports/retention-store.ts';
import type { SessionStore } from '../core/ports/session-store.ts';

/** All that is kept, over one database. */
export interface Stores extends AsyncDisposable {
  readonly jobs: JobStore;
  readonly openings: Openings;
  readonly sessions: SessionStore;
  readonly clientLeases: ClientLeaseStore;
  readonly counts: JobCounts;
  readonly audit: AuditLog;
  readonly events: EventFeed;
  readonly queues: QueueStore;
  readonly quotas: QuotaStore;
  readonly epochs: EpochStore;
  readonly retention: RetentionStore;
  readonly leases: LeaseStore;
  readonly identities: IdentityStore;
  readonly members: MemberStore;
  readonly grants: GrantStore;
  readonly resources: ResourceStore;
  readonly savedTexts: SavedTextStore;
  /** Lets writes that are under way end, then lets go of the database. */
  close(): Promise<void>;
}
