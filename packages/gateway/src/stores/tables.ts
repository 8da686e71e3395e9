import type { Role } from '../core/access/principal.ts';
import type { QuotaName } from '../core/quotas/quota.ts';
import type {
  JobsTable,
  JobTagsTable,
  IntentColumns,
  ResultsTable,
  EventsTable,
  JobCountsTable,
} from './tables/job-tables.ts';
import type {
  SessionsTable,
  SessionEventsTable,
  ClientLeasesTable,
} from './tables/session-tables.ts';
import type { QueuesTable, QueueSharesTable, QueueGrantsTable } from './tables/queue-tables.ts';
import type { CredentialsTable, TokensTable, AuditTable } from './tables/identity-tables.ts';
import type { ResourcesTable, SavedTextsTable } from './tables/file-tables.ts';
import type { JsonText } from './tables/json-text.ts';

/** Every table of the state. Times are milliseconds since the epoch, durations milliseconds. */
export interface Tables {
  migrations: { number: number; name: string };
  epochs: { number: number; id: string; began_at: number; because: 'made' | 'restored' };

  jobs: JobsTable;
  job_tags: JobTagsTable;
  /** See `jobs/text-index.ts`. */
  job_texts: { rowid: number; text: string; mark: string };
  job_texts_docsize: { id: number };
  cancel_intents: IntentColumns & { job_seq: number; grace_ms: number | null };
  receipts: { job_seq: number; receipt: JsonText };
  results: ResultsTable;
  events: EventsTable;
  /** One row: the number through which events may be gone. */
  feed: { pruned_through: number };
  audit: AuditTable;
  keys: {
    project_id: string;
    key: string;
    fingerprint: string;
    job_id: string;
    expires_at: number;
  };
  tombstones: IntentColumns & { project_id: string; key: string; expires_at: number };

  sessions: SessionsTable;
  session_events: SessionEventsTable;
  client_leases: ClientLeasesTable;

  queues: QueuesTable;
  queue_shares: QueueSharesTable;
  job_counts: JobCountsTable;
  /** See `jobs/result-bytes.ts`. */
  project_usage: { project_id: string; result_bytes: number };
  project_quotas: { project_id: string; quota: QuotaName; most: number | null };
  leases: { name: string; holder: string; token: number; until: number };

  domains: { id: string; name: string };
  projects: { id: string; domain_id: string; name: string };
  users: { id: string; domain_id: string; name: string; password_hash: string };
  memberships: { user_id: string; project_id: string; role: Role };
  credentials: CredentialsTable;
  tokens: TokensTable;
  queue_grants: QueueGrantsTable;

  resources: ResourcesTable;
  saved_texts: SavedTextsTable;
  resource_groups: {
    project_id: string;
    name: string;
    owner: string;
    created_at: number;
    updated_at: number;
  };
}
