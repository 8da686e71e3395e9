import { type Kysely, sql } from 'kysely';
import type { JobCounts, QueueCounts } from '../core/ports/job-counts.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

export function createJobCounts({ reader }: Database): JobCounts {
  return {
    count: async () => {
      const queues = await reader.selectFrom('queues').select('name').distinct().execute();
      const counts = new Map(queues.map(({ name }) => [name, noJobs()]));
      for (const { name, jobs } of await countQueued(reader)) {
        (counts.get(name) ?? noJobs()).queued = jobs;
      }
      for (const { name, status, jobs } of await countLive(reader)) {
        if (status === 'launching' || status === 'running' || status === 'cancelling') {
          (counts.get(name) ?? noJobs())[status] = jobs;
        }
      }
      return [...counts].map(([queueName, jobs]): QueueCounts => ({ queueName, jobs }));
    },
    countSessions: async () => {
      const queues = await reader.selectFrom('queues').select('name').distinct().execute();
      const counts = new Map(queues.map(({ name }) => [name, noSessions()]));
      const live = [...(await countWaitingSessions(reader)), ...(await countPlaced(reader))];
      for (const { name, status, sessions } of live) {
        if (status === 'closed' || status === 'failed' || status === 'lost') continue;
        (counts.get(name) ?? noSessions())[status] = sessions;
      }
      return [...counts].map(([queueName, sessions]) => ({ queueName, sessions }));
    },
  };
}

function noJobs() {
  return { queued: 0, launching: 0, running: 0, cancelling: 0 };
}

function noSessions() {
  return { waiting: 0, starting: 0, open: 0, closing: 0 };
}

/** From the shares that have something waiting: their index holds no others. */
function countQueued(reader: Kysely<Tables>) {
  return (
    reader
      .selectFrom('queues as queue')
      .innerJoin('queue_shares as share', 'share.queue_id', 'queue.id')
      .select(['queue.name', ({ fn }) => fn.sum<number>('share.waiting').as('jobs')])
      // A literal, since an index over some rows is only used where the text shows that it fits.
      .where('share.waiting', '>', sql.lit(0))
      .groupBy('queue.name')
      .execute()
  );
}

/** There are never more live jobs than slots. */
function countLive(reader: Kysely<Tables>) {
  return reader
    .selectFrom('jobs')
    .select(['queue_name as name', 'status', ({ fn }) => fn.countAll<number>().as('jobs')])
    .where('lease_token', 'is not', null)
    .groupBy(['queue_name', 'status'])
    .execute();
}

function countSessionsBy(reader: Kysely<Tables>) {
  return reader
    .selectFrom('sessions')
    .select(['queue_name as name', 'status', ({ fn }) => fn.countAll<number>().as('sessions')])
    .groupBy(['queue_name', 'status']);
}

function countWaitingSessions(reader: Kysely<Tables>) {
  // A literal, since an index over some rows is only used where the text shows that it fits.
  return countSessionsBy(reader).where('status', '=', sql.lit('waiting')).execute();
}

/** There are never more than session places. */
function countPlaced(reader: Kysely<Tables>) {
  return countSessionsBy(reader).where('lease_token', 'is not', null).execute();
}
