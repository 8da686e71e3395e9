import { queueTables } from './0001-queue-tables.ts';
import { jobTables } from './0002-job-tables.ts';
import { identityTables } from './0003-identity-tables.ts';
import { retention } from './0005-retention.ts';
import { epochs } from './0006-epochs.ts';
import { quotaTables } from './0007-quota-tables.ts';
import { queueGrants } from './0008-queue-grants.ts';
import { feed } from './0009-feed.ts';
import { jobCounts } from './0004-job-counts.ts';
import { audit } from './0011-audit.ts';
import { queueRestarts } from './0010-queue-restarts.ts';
import { jobTexts } from './0012-job-texts.ts';
import { sessions } from './0013-sessions.ts';
import { killPolicy } from './0014-kill-policy.ts';
import { clientLeases } from './0015-client-leases.ts';
import { batches } from './0016-batches.ts';
import { parameters } from './0017-parameters.ts';
import { listIndexes } from './0018-list-indexes.ts';
import { tagsInLists } from './0019-tags-in-lists.ts';
import { batchNames } from './0020-batch-names.ts';
import { deletedSessions } from './0021-deleted-sessions.ts';
import { resources } from './0022-resources.ts';
import { cancelGraces } from './0023-cancel-graces.ts';
import { partsByNumber } from './0024-parts-by-number.ts';
import { transfers } from './0025-transfers.ts';
import { queueNotes } from './0026-queue-notes.ts';
import { savedTexts } from './0027-saved-texts.ts';
import { batchCredentials } from './0028-batch-credentials.ts';
import { deletedBatches } from './0029-deleted-batches.ts';
import { ledgerOfJob } from './0030-ledger-of-job.ts';
import { mergeTexts } from './0031-merge-texts.ts';
import { endsOfTransactions } from './0032-ends-of-transactions.ts';
import type { Migration } from './migration.ts';

/** All steps in order. The place in this list is the number of the version. */
export const migrations: readonly Migration[] = [
  queueTables,
  jobTables,
  identityTables,
  retention,
  epochs,
  quotaTables,
  queueGrants,
  feed,
  jobCounts,
  audit,
  queueRestarts,
  jobTexts,
  sessions,
  killPolicy,
  clientLeases,
  batches,
  parameters,
  listIndexes,
  tagsInLists,
  batchNames,
  deletedSessions,
  resources,
  cancelGraces,
  partsByNumber,
  transfers,
  queueNotes,
  savedTexts,
  batchCredentials,
  deletedBatches,
  ledgerOfJob,
  mergeTexts,
  endsOfTransactions,
];
