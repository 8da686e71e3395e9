import type { Insertable, Kysely, Transaction } from 'kysely';
import type { Job, JobState } from '../../core/job/job.ts';
import type { ReleaseCheck } from '../../core/job/receipt.ts';
import { preparedForMany } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { statusWord } from './job-columns.ts';
import { jobSeq } from './job-seq.ts';

/**
 * Notes submits and moves in the feed, in the same transaction and in their order.
 * @param at when they are written; milliseconds since the epoch
 * @param released what the last of them has given back
 * @returns the number of the last one, greater than that of every event before
 */
export async function appendEvents(
  transaction: Transaction<Tables>,
  moved: readonly Job[],
  at: number,
  released: readonly ReleaseCheck[] = [],
): Promise<number> {
  const last = moved.at(-1);
  const events = moved.map((job) => eventColumns(job, at, job === last ? released : []));
  const rows = await insertEvents(transaction, events);
  if (rows.length === 0) throw new Error('an event was written without a number');
  return rows.reduce((latest, { seq }) => Math.max(latest, seq), 0);
}

type EventColumns = Omit<Insertable<Tables['events']>, 'seq' | 'job_seq'>;

const insertEvents = preparedForMany((database, events: readonly EventColumns[]) =>
  database
    .insertInto('events')
    .values(events.map((event) => toEventRow(database, event)))
    .returning('seq'),
);

function toEventRow(database: Kysely<Tables>, event: EventColumns) {
  return { ...event, job_seq: jobSeq(database, event.job_id) };
}

function eventColumns(job: Job, at: number, released: readonly ReleaseCheck[]) {
  return {
    at,
    project_id: job.request.projectId,
    job_id: job.id,
    kind: statusWord(job.state),
    detail: JSON.stringify({ revision: job.revision, ...detailOf(job.state), released }),
  };
}

function detailOf(state: JobState) {
  switch (state.status) {
    case 'queued':
      return {};
    case 'launching':
      return { leaseToken: state.leaseToken };
    case 'running':
      return { leaseToken: state.leaseToken, operation: state.operation };
    case 'cancelling':
      return { leaseToken: state.leaseToken, operation: state.operation, intent: state.intent };
    case 'ended': {
      const { ending, intent } = state;
      // The rows stay where they are: the feed says how many, not which.
      return ending.how === 'succeeded'
        ? { intent, rowCount: ending.result.rowCount, affectedRows: ending.result.affectedRows }
        : { intent, ...('error' in ending ? { error: ending.error } : {}) };
    }
  }
}
