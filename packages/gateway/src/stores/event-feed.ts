import type { Kysely } from 'kysely';
import type { EventFeed, FeedScope, JobEvent, JobEventDetail } from '../core/ports/event-feed.ts';
import type { Database } from './database.ts';
import { createEpochStore } from './epoch-store.ts';
import { jobSeq } from './jobs/job-seq.ts';
import type { Tables } from './tables.ts';

/** Of the epoch's UUID, which stands in the id of every event. */
const epochLength = 8;

/**
 * Reads the table `events`. With one writer numbers become visible in their order, so that a reader
 * that has seen a number has seen all below it; a driver with several writers has to see to that.
 */
export function createEventFeed(database: Database): EventFeed {
  const { reader } = database;
  const epochs = createEpochStore(database);
  return {
    extent: async () => {
      const feed = await reader.selectFrom('feed').selectAll().executeTakeFirstOrThrow();
      const { newest } = await reader
        .selectFrom('events')
        .select(({ fn }) => fn.max<number | null>('seq').as('newest'))
        .executeTakeFirstOrThrow();
      const { pruned_through: prunedThrough } = feed;
      const epoch = (await epochs.current()).slice(0, epochLength);
      return { epoch, prunedThrough, newest: Math.max(newest ?? 0, prunedThrough) };
    },

    read: async (scope, after, limit) => {
      const rows = await selectEvents(reader, scope, after).limit(limit).execute();
      return rows.map((row): JobEvent => ({
        seq: row.seq,
        at: row.at,
        jobId: row.job_id,
        job: jobOf(row),
        kind: row.kind,
        detail: JSON.parse(row.detail) as JobEventDetail,
      }));
    },
  };
}

function selectEvents(reader: Kysely<Tables>, { projectId, jobId }: FeedScope, after: number) {
  const events = reader
    .selectFrom('events')
    .leftJoin('jobs', 'jobs.id', 'events.job_id')
    .select(['events.seq', 'events.at', 'events.job_id', 'events.kind', 'events.detail'])
    .select(['jobs.owner', 'jobs.queue_id', 'jobs.queue_name'])
    // I10: whatever job is asked for, the project is the caller's own.
    .where('events.project_id', '=', projectId)
    .where('events.seq', '>', after)
    .orderBy('events.seq');
  return jobId === null ? events : events.where('events.job_seq', '=', jobSeq(reader, jobId));
}

function jobOf(row: {
  owner: string | null;
  queue_id: string | null;
  queue_name: string | null;
}): JobEvent['job'] {
  const { owner, queue_id: queueId, queue_name: queueName } = row;
  if (owner === null || queueId === null || queueName === null) return null;
  return { owner, queueId, queueName };
}
