import type { Clock } from '../../core/ports/clock.ts';
import type { StoreObserver } from '../../core/ports/store-observer.ts';
import { createAuditLog } from '../audit-log.ts';
import { createEventFeed } from '../event-feed.ts';
import { createGrantStore } from '../grant-store.ts';
import { createClientLeaseStore } from '../client-lease-store.ts';
import { createEpochStore } from '../epoch-store.ts';
import { createIdentityStore } from '../identity-store.ts';
import { createJobCounts } from '../job-counts.ts';
import { createJobStore } from '../job-store.ts';
import { JobOpenings } from '../jobs/job-openings.ts';
import { createLeaseStore } from '../lease-store.ts';
import { createMemberStore } from '../member-store.ts';
import { createQueueStore } from '../queue-store.ts';
import { createQuotaStore } from '../quota-store.ts';
import { createResourceStore } from '../resource-store.ts';
import { createSavedTextStore } from '../saved-text-store.ts';
import { createRetentionStore } from '../retention-store.ts';
import { createSessionStore } from '../session-store.ts';
import { rememberCallers } from '../remember-callers.ts';
import { rememberQueues } from '../remember-queues.ts';
import type { Stores } from '../stores.ts';
import { rememberUsage } from './remember-usage.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import type { Syncing } from './sync-beside.ts';

const weekMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Opens all stores over one SQLite file, making or migrating it where needed.
 * @param path the file; its directory is there already
 * @param clock dates the events
 * @param keepKeysMs how long a key stands for its job (I12)
 * @param observer hears how long reads and writes take
 * @param syncing how a commit comes to be on disk
 * @throws StoreInUseError when another process has it
 * @throws StoreDamagedError when it is no whole database
 * @throws StoreTooNewError when a newer version has written it
 */
export async function openSqliteStores(
  path: string,
  clock: Pick<Clock, 'now'>,
  keepKeysMs = weekMs,
  observer?: StoreObserver,
  syncing?: Syncing,
): Promise<Stores> {
  const database = await openSqliteDatabase(path, observer, syncing);
  const openings = new JobOpenings(database);
  const close = async () => database[Symbol.asyncDispose]();
  return {
    jobs: createJobStore(database, clock, keepKeysMs, openings),
    openings,
    sessions: createSessionStore(database, clock, keepKeysMs, openings),
    clientLeases: createClientLeaseStore(database),
    counts: createJobCounts(database),
    audit: createAuditLog(database),
    events: createEventFeed(database),
    queues: rememberQueues(createQueueStore(database)),
    quotas: rememberUsage(createQuotaStore(database), database),
    epochs: createEpochStore(database),
    retention: createRetentionStore(database),
    leases: createLeaseStore(database),
    ...rememberCallers({
      identities: createIdentityStore(database),
      members: createMemberStore(database),
    }),
    grants: createGrantStore(database, clock),
    resources: createResourceStore(database),
    savedTexts: createSavedTextStore(database, clock),
    close,
    [Symbol.asyncDispose]: close,
  };
}
