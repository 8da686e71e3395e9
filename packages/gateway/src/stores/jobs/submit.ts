import type { Transaction } from 'kysely';
import { neverBegan } from '../../core/job/receipt-of.ts';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Job } from '../../core/job/job.ts';
import { transition } from '../../core/job/transition.ts';
import type { Step, Submitted } from '../../core/ports/job-store.ts';
import type { OverQuota } from '../../core/quotas/quota.ts';
import { prepared } from '../prepared-query.ts';
import { isQueueThere } from '../queue-is-there.ts';
import type { Tables } from '../tables.ts';
import { appendEvents } from './append-events.ts';
import { commitStep } from './commit-step.ts';
import { fingerprintOf } from './fingerprint.ts';
import { jobColumns } from './job-columns.ts';
import { selectJobs, toJob } from './job-row.ts';
import { writeTags } from './job-tags.ts';
import { countInShare, countWaiting } from './queue-share.ts';
import { takeTombstone } from './tombstone.ts';

/**
 * Writes a new job, unless its key has one already, its queue is gone, or there is no room for one that waits.
 * @param at when it is written; milliseconds since the epoch
 * @param keepKeysMs how long a key stands for its job (I12)
 */
export async function submit(
  transaction: Transaction<Tables>,
  job: Job,
  room: number | null | OverQuota,
  at: number,
  keepKeysMs: number,
): Promise<Submitted> {
  const { key, projectId } = job.request;
  const earlier = key === null ? null : await findHolder(transaction, job, key);
  if (earlier) return earlier;
  if (!(await isQueueThere(transaction, job.request.queueId))) return { kind: 'queue_gone' };

  // One that is born cancelled waits for nothing, and its cancel wins over every limit.
  const intent = key === null ? null : await takeTombstone(transaction, job, key);
  if (!intent && room !== null) {
    if (typeof room === 'object') return { kind: 'no_room', over: room };
    const queued = await countWaiting(transaction, projectId);
    if (queued >= room) return { kind: 'too_many_queued', queued };
  }

  await writeJob(transaction, job, at);
  if (key !== null) await writeKey(transaction, job, key, keepKeysMs);
  if (!intent) return { kind: 'created', job };
  const born = await bearCancelled(transaction, job, intent, at);
  return { kind: 'born_cancelled', job: born.job };
}

/** The job that the key stands for, if there is one. */
export async function findHolder(
  transaction: Transaction<Tables>,
  job: Job,
  key: string,
): Promise<Extract<Submitted, { kind: 'repeated' | 'key_taken' }> | null> {
  const { projectId } = job.request;
  const [holder] = (await selectHolder(transaction, { projectId, key, now: job.submittedAt })).rows;
  if (!holder) return null;
  const row = await selectJobs(transaction)
    .where('jobs.id', '=', holder.job_id)
    .executeTakeFirstOrThrow();
  const kind = holder.fingerprint === fingerprintOf(job.request) ? 'repeated' : 'key_taken';
  return { kind, job: toJob(row) };
}

const selectHolder = prepared((database, at: { projectId: string; key: string; now: number }) =>
  database
    .selectFrom('keys')
    .select(['job_id', 'fingerprint'])
    .where('project_id', '=', at.projectId)
    .where('key', '=', at.key)
    .where('expires_at', '>', at.now),
);

/** Writes a job that is new, with its first event. */
export async function writeJob(
  transaction: Transaction<Tables>,
  job: Job,
  at: number,
): Promise<void> {
  const [row] = (await insertJob(transaction, jobColumns(job))).rows;
  if (!row) throw new Error(`job ${job.id} was written without a number`);
  await writeTags(transaction, job, row.seq);
  await countInShare(transaction, null, job);
  await appendEvents(transaction, [job], at);
}

const insertJob = prepared((database, row: ReturnType<typeof jobColumns>) =>
  database.insertInto('jobs').values(row).returning('seq'),
);

export async function writeKey(
  transaction: Transaction<Tables>,
  job: Job,
  key: string,
  keepKeysMs: number,
): Promise<void> {
  await upsertKey(transaction, {
    project_id: job.request.projectId,
    key,
    fingerprint: fingerprintOf(job.request),
    job_id: job.id,
    expires_at: job.submittedAt + keepKeysMs,
  });
}

const upsertKey = prepared((database, { project_id, key, ...columns }: Tables['keys']) =>
  database
    .insertInto('keys')
    .values({ project_id, key, ...columns })
    // One that is there has run out: `findHolder` would have found it.
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(columns)),
);

/** The cancel came first: the job is written queued and cancelled in one transaction. */
export async function bearCancelled(
  transaction: Transaction<Tables>,
  job: Job,
  intent: CancelIntent,
  at: number,
): Promise<{
  readonly kind: 'born_cancelled';
  readonly job: Job;
  readonly along: readonly Step[];
}> {
  const move = transition(job, { kind: 'cancel_wanted', intent }, job.submittedAt);
  if (move.kind !== 'moved') throw new Error(`job ${job.id} was submitted ${job.state.status}`);
  const receipt = neverBegan(job.id, intent);
  const step = { before: job, after: move.job, fence: null, receipt };
  const committed = await commitStep(transaction, step, at);
  const along = committed.kind === 'committed' ? committed.along : [];
  return { kind: 'born_cancelled', job: move.job, along };
}
