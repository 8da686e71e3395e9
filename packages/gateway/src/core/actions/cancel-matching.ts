import { type EndedJob, isEnded, type Job, type JobId } from '../job/job.ts';
import type { LiveFilter, LiveMatching } from '../ports/job-store.ts';
import { withinBytes } from '../within-bytes.ts';
import type { Ports } from '../ports/ports.ts';
import { SliceLength } from '../slice-length.ts';
import { cancelJob, type CancelVerdict, verdictOf } from './cancel-job.ts';
import { type CancelWish, toIntent } from './request-cancel.ts';

/** Which jobs are meant. An absent word does not filter. */
export type MatchFilter = Omit<LiveFilter, 'jobId'> & {
  /** Submitted longer ago than this. */
  readonly olderThanMs?: number;
};

/** What became of each live job that matched. */
export interface MatchingCancelled {
  /** Seen to stop, or never begun, and all that they held is back. By far the most: not whole jobs. */
  readonly cancelled: readonly CancelledOne[];
  /** With the job as the verdict was found. */
  readonly others: readonly OtherVerdict[];
}

export interface CancelledOne {
  readonly jobId: JobId;
  /** From the durable wish to the proof that all is back. */
  readonly confirmedMs: number;
}

export type OtherVerdict = Extract<
  CancelVerdict,
  { readonly kind: 'ended_otherwise' | 'not_confirmed' }
>;

/** Fewer would save nobody a wait: on a busy machine it is the commit that takes the time. */
const slices = { least: 100, most: 200 };
/** Of their texts, which are written anew. */
const sliceBytes = 2 * 1_024 * 1_024;
/**
 * All of them were seen live. Who has cancelled one since did so for this call, too, although the ending
 * may bear the time of a moment before it: it had that when it was to be written.
 */
const everBefore = 0;
/** How many jobs of a list are read together. */
const pageLength = 50;

/**
 * Cancels every live job that matches, as they stand at the moment of the call: what is submitted
 * later is not meant, and what was claimed meanwhile still is. Those that wait end first, the next to
 * be claimed before all others, so that no slot that is freed is filled with one of them; then the
 * others are asked to stop, all at once. Of a session the last end first: the end of one also ends what was
 * submitted together with it and stands behind it, for another reason.
 * @param timeoutMs how long the proofs are waited for
 */
export async function cancelMatching(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  filter: MatchFilter,
  wish: CancelWish,
  timeoutMs: number,
): Promise<MatchingCancelled> {
  const waitsUntil = ports.clock.steady() + timeoutMs;
  const { waiting: next, begun } = await findMatching(ports, projectId, filter);
  const waiting = filter.sessionId === undefined ? next : next.toReversed();
  const tally = new Tally();
  const live = [...begun];
  const length = new SliceLength(slices);
  for (let at = 0; at < waiting.length;) {
    const slice = withinBytes(waiting.slice(at, at + length.now), sliceBytes);
    at += slice.length;
    const ids = slice.map(({ id }) => id);
    const left = await cancelSlice(ports, projectId, ids, wish, length, tally);
    for (const job of left) {
      if (isEnded(job)) tally.add(verdictOf(job));
      else live.push(job.id);
    }
  }
  await Promise.all(
    live.map(async (jobId) => {
      const leftMs = Math.max(0, waitsUntil - ports.clock.steady());
      tally.add(await cancelJob(ports, projectId, jobId, { ...wish, askedAt: everBefore }, leftMs));
    }),
  );
  return tally;
}

/** The same jobs, whole and in order, and nothing is done to them. Read while they are taken. */
export async function listMatching(
  ports: Pick<Ports, 'jobs' | 'clock'>,
  projectId: string,
  filter: MatchFilter,
): Promise<{ readonly total: number; readonly jobs: AsyncIterable<Job> }> {
  const { waiting, begun } = await findMatching(ports, projectId, filter);
  const jobIds = [...begun, ...waiting.map(({ id }) => id)];
  return { total: jobIds.length, jobs: readSlices(ports, projectId, jobIds) };
}

function findMatching(
  { jobs, clock }: Pick<Ports, 'jobs' | 'clock'>,
  projectId: string,
  { olderThanMs, ...filter }: MatchFilter,
): Promise<LiveMatching> {
  if (olderThanMs === undefined) return jobs.liveMatching(projectId, filter);
  const { submittedBefore = Number.POSITIVE_INFINITY } = filter;
  const before = Math.min(submittedBefore, clock.now() - olderThanMs);
  return jobs.liveMatching(projectId, { ...filter, submittedBefore: before });
}

/** @returns those that waited no longer when their turn came */
async function cancelSlice(
  { jobs, news, clock }: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  slice: readonly JobId[],
  wish: CancelWish,
  length: SliceLength,
  tally: Tally,
): Promise<readonly Job[]> {
  const intent = toIntent(wish, clock.now());
  const { cancelled, along, tookMs } = await jobs.cancelWaiting(projectId, slice, intent);
  length.took(tookMs);
  for (const { after } of cancelled) {
    tally.addCancelled(after as EndedJob);
    news.publish(after);
  }
  for (const { after } of along) news.publish(after);
  if (cancelled.length === slice.length) return [];
  const written = new Set(cancelled.map(({ after }) => after.id));
  return jobs.findMany(
    projectId,
    slice.filter((jobId) => !written.has(jobId)),
  );
}

async function* readSlices(
  { jobs }: Pick<Ports, 'jobs'>,
  projectId: string,
  jobIds: readonly JobId[],
): AsyncGenerator<Job> {
  for (let at = 0; at < jobIds.length; at += pageLength) {
    const slice = jobIds.slice(at, at + pageLength);
    const found = new Map((await jobs.findMany(projectId, slice)).map((job) => [job.id, job]));
    for (const jobId of slice) {
      const job = found.get(jobId);
      // I11: a list that is short of one job is no list.
      if (!job) throw new Error(`job ${jobId} was there a moment ago`);
      yield job;
    }
  }
}

class Tally implements MatchingCancelled {
  readonly cancelled: CancelledOne[] = [];
  readonly others: OtherVerdict[] = [];

  addCancelled({ id: jobId, state }: EndedJob): void {
    const confirmedMs = Math.max(0, state.endedAt - (state.intent?.at ?? state.endedAt));
    this.cancelled.push({ jobId, confirmedMs });
  }

  add(verdict: CancelVerdict): void {
    switch (verdict.kind) {
      case 'cancelled':
        return this.addCancelled(verdict.job);
      case 'ended_otherwise':
      case 'not_confirmed':
        this.others.push(verdict);
        return;
      case 'not_cancellable':
      case 'unknown':
        throw new Error(`a job that could be cancelled a moment ago is ${verdict.kind}`);
    }
  }
}
