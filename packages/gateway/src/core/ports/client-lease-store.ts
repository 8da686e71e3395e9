import type { ClientLease } from '../job/client-lease.ts';

/** Where the leases of clients are kept. They are written with the work that has them. */
export interface ClientLeaseStore {
  /** Lets the lease of a job or a session begin anew. Null where it has none. */
  renew(id: string, now: number): Promise<ClientLease | null>;
  /** How long the leases of those are, in milliseconds, by id; those that have none are not in it. */
  lengthsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Lets all begin anew. */
  renewAll(now: number): Promise<void>;
  /** Work whose lease has run out, at most `limit`. It may have ended meanwhile. */
  runOut(now: number, limit: number): Promise<readonly LeasedWork[]>;
  /** Takes away leases that have done what they were for. */
  forget(ids: readonly string[]): Promise<void>;
}

export interface LeasedWork {
  readonly kind: 'job' | 'session';
  readonly id: string;
  readonly projectId: string;
}
