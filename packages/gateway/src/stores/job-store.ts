import type { Clock } from '../core/ports/clock.ts';
import type { JobStore } from '../core/ports/job-store.ts';
import type { Job } from '../core/job/job.ts';
import type { Held, Receipt } from '../core/job/receipt.ts';
import type { Database } from './database.ts';
import { writeClientLease } from './client-lease-store.ts';
import { cancelWaiting } from './jobs/cancel-waiting.ts';
import { claim } from './jobs/claim.ts';
import type { JobOpenings } from './jobs/job-openings.ts';
import { commitStep } from './jobs/commit-step.ts';
import { selectJobs, toJob, type JobRow } from './jobs/job-row.ts';
import { jobSeq } from './jobs/job-seq.ts';
import { keepTextsIndexed } from './jobs/keep-texts-indexed.ts';
import { list, listSoon } from './jobs/list.ts';
import { liveMatching } from './jobs/live-matching.ts';
import { readInTurns, textBytes } from './jobs/read-in-turns.ts';
import { SettledSearches } from './jobs/settled-searches.ts';
import { limitedJobs, shiftDeadlines } from './jobs/shift-deadlines.ts';
import { listShownBatches, noteBatchDeleted } from './jobs/shown-batches.ts';
import { submit } from './jobs/submit.ts';
import { submitRestart } from './jobs/submit-restart.ts';
import { entomb } from './jobs/tombstone.ts';
import { prepared } from './prepared-query.ts';

/**
 * @param clock dates the events
 * @param keepKeysMs how long a key stands for its job (I12)
 * @param openings hears what moves
 */
export function createJobStore(
  database: Database,
  clock: Pick<Clock, 'now'>,
  keepKeysMs: number,
  openings: JobOpenings,
): JobStore {
  const { reader } = database;
  const find: JobStore['find'] = async (projectId, jobId) =>
    toJobOrNull((await selectJob(reader, { projectId, jobId })).rows[0]);
  // Whatever moves a job counts its revision up, and one number is read faster than a job.
  const readIfMoved = async (job: Job, revision: number | undefined) =>
    revision === job.revision ? job : find(job.request.projectId, job.id);
  const indexTexts = keepTextsIndexed(database);
  const listing = { database, searches: new SettledSearches() };
  return {
    submit: (job, room = null, lease = null) =>
      database.write(async (transaction) => {
        const outcome = await submit(transaction, job, room, clock.now(), keepKeysMs);
        if (outcome.kind === 'created') openings.note({ before: null, after: job });
        if (lease && outcome.kind === 'created') {
          const { projectId } = job.request;
          await writeClientLease(transaction, { kind: 'job', id: job.id, projectId }, lease);
        }
        indexTexts();
        return outcome;
      }),

    submitRestart: (job, queueId, onlyIdle) =>
      database.write(async (transaction) => {
        const restart = { job, queueId, onlyIdle };
        const outcome = await submitRestart(transaction, restart, clock.now());
        if (outcome.kind === 'created') openings.note({ before: null, after: job });
        return outcome;
      }),

    claim: async (most, leaseToken, now, holds) => {
      const { answer, onDisk } = await database.writeAhead((transaction) =>
        claim(transaction, most, { leaseToken, now, holds }, clock.now()),
      );
      return { jobs: answer, onDisk };
    },

    commit: (step) =>
      database.write(async (transaction) => {
        const outcome = await commitStep(transaction, step, clock.now());
        if (outcome.kind === 'committed') openings.note(step, ...outcome.along);
        return outcome;
      }),

    liveMatching: (projectId, filter) => liveMatching(database, projectId, filter),

    cancelWaiting: async (projectId, jobIds, intent) => {
      const order = { projectId, jobIds, intent };
      const { answer, tookMs } = await database.writeInBulk(async (transaction) => {
        const outcome = await cancelWaiting(transaction, order, clock.now());
        openings.note(...outcome.along);
        return outcome;
      });
      return { ...answer, tookMs };
    },

    findMany: async (projectId, jobIds) => {
      const weighed = await reader
        .selectFrom('jobs')
        .select(['jobs.id', textBytes.as('bytes')])
        .where('jobs.id', 'in', jobIds)
        .where('jobs.project_id', '=', projectId)
        .execute();
      return readInTurns(reader, weighed);
    },

    entomb: (tombstone) => database.write((transaction) => entomb(transaction, tombstone)),

    find,

    refresh: async (job) => {
      const [row] = (await selectRevision(reader, { jobId: job.id })).rows;
      return readIfMoved(job, row?.revision);
    },

    refreshHolding: async (job) => {
      const [row] = (await selectHolding(reader, { jobId: job.id })).rows;
      const now = await readIfMoved(job, row?.revision);
      return now && row ? { job: now, holdings: JSON.parse(row.ledger) as Held[] } : null;
    },

    findByKey: async (projectId, key) =>
      toJobOrNull(
        await selectJobs(reader)
          .where('jobs.id', '=', (where) =>
            where
              .selectFrom('keys')
              .select('keys.job_id')
              .where('keys.project_id', '=', projectId)
              .where('keys.key', '=', key),
          )
          .executeTakeFirst(),
      ),

    list: (...rest) => list(listing, ...rest),
    listSoon: (...rest) => listSoon(listing, ...rest),

    findBatch: async (projectId, number, since = Number.MAX_SAFE_INTEGER) =>
      toJobOrNull(
        await selectJobs(reader)
          .where('jobs.seq', '=', number)
          .where('jobs.project_id', '=', projectId)
          .where('jobs.kind', '=', 'batch')
          .where((where) =>
            where.or([where('jobs.deleted_at', 'is', null), where('jobs.deleted_at', '>=', since)]),
          )
          .executeTakeFirst(),
      ),

    listBatches: (...rest) => listShownBatches(reader, ...rest),

    noteBatchDeleted: (jobId) =>
      database.write((transaction) => noteBatchDeleted(transaction, jobId, clock.now())),

    batchNumbers: async (jobIds) => {
      if (jobIds.length === 0) return new Map();
      const rows = await reader
        .selectFrom('jobs')
        .select(['id', 'seq'])
        .where('id', 'in', jobIds)
        .execute();
      return new Map(rows.map(({ id, seq }) => [id, seq]));
    },

    liveJobs: async () => {
      const rows = await selectJobs(reader)
        // Asked in two steps, since SQLite would otherwise read all jobs to have them in order.
        .where('jobs.seq', 'in', (where) =>
          where.selectFrom('jobs').select('seq').where('lease_token', 'is not', null),
        )
        .orderBy('jobs.seq')
        .execute();
      return rows.map(toJob);
    },

    cancellingJobs: async (leaseToken) => {
      const rows = await selectJobs(reader)
        .where('jobs.seq', 'in', (where) =>
          where.selectFrom('jobs').select('seq').where('lease_token', '=', leaseToken),
        )
        .where('jobs.status', '=', 'cancelling')
        .orderBy('jobs.seq')
        .execute();
      return rows.map(toJob);
    },

    overdueJobs: async (now, limit) => {
      const rows = await selectJobs(reader)
        .where('jobs.deadline_at', '<=', now)
        .orderBy('jobs.deadline_at')
        .limit(limit)
        .execute();
      return rows.map(toJob);
    },

    limitedJobs: () => limitedJobs(database),
    shiftDeadlines: (byMs, jobs) => shiftDeadlines(database, byMs, jobs),

    ledgerOf: async (jobId) => {
      const [row] = (await selectLedger(reader, { jobId })).rows;
      return row ? (JSON.parse(row.ledger) as Held[]) : [];
    },

    receiptOf: async (jobId) => {
      const [row] = (await selectReceipt(reader, { jobId })).rows;
      return row ? (JSON.parse(row.receipt) as Receipt) : null;
    },
  };
}

const selectJob = prepared((database, at: { projectId: string; jobId: string }) =>
  selectJobs(database)
    .where('jobs.id', '=', at.jobId)
    // I10: a job of another project is as unknown as none.
    .where('jobs.project_id', '=', at.projectId),
);

const selectRevision = prepared((database, at: { jobId: string }) =>
  database.selectFrom('jobs').select('revision').where('id', '=', at.jobId),
);

const selectHolding = prepared((database, at: { jobId: string }) =>
  database.selectFrom('jobs').select(['revision', 'ledger']).where('id', '=', at.jobId),
);

const selectLedger = prepared((database, at: { jobId: string }) =>
  database.selectFrom('jobs').select('ledger').where('id', '=', at.jobId),
);

const selectReceipt = prepared((database, at: { jobId: string }) =>
  database
    .selectFrom('receipts')
    .select('receipt')
    .where('job_seq', '=', jobSeq(database, at.jobId)),
);

function toJobOrNull(row: JobRow | undefined) {
  return row ? toJob(row) : null;
}
