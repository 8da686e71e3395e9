import type {
  BulkCancelLine,
  BulkCancelOrder,
  BulkCancelSummary,
  DryRunLine,
  DryRunSummary,
  Job,
} from '@sluice/protocol';
import type { Gateway } from './call-gateway.ts';
import type { CancelOptions } from './cancel-job.ts';
import { openLines } from './open-lines.ts';

/** Which live jobs are meant: at least one word, or `all` alone. */
export type JobMatch = Omit<BulkCancelOrder, 'dry_run' | 'wait_ms' | 'grace_ms'>;

/** What became of the jobs that matched. */
export interface CancelledMatching {
  readonly summary: BulkCancelSummary;
  /** One for each of them, read as they are taken. Can be run through once. */
  readonly verdicts: AsyncIterableIterator<BulkCancelLine>;
}

/** What a cancel would stop. */
export interface MatchingJobs {
  readonly total: number;
  /** Read as they are taken. Can be run through once. */
  readonly jobs: AsyncIterableIterator<Job>;
}

/** Time for the waiting ones, which are cancelled in slices, and for a part of the answer. */
const answerMs = 60_000;

/**
 * Not asked again by itself when its answer is lost: asked again it means what is still live, and its
 * numbers would be those of the second call.
 */
export async function cancelMatching(
  gateway: Gateway,
  match: JobMatch,
  { waitMs = 30_000, graceMs, signal }: Omit<CancelOptions, 'patienceMs'>,
): Promise<CancelledMatching> {
  const { first, rest } = await openLines<BulkCancelSummary, BulkCancelLine>(gateway, {
    method: 'POST',
    path: '/jobs/cancel',
    body: { ...match, wait_ms: waitMs, ...(graceMs !== undefined && { grace_ms: graceMs }) },
    timeoutMs: waitMs + answerMs,
    signal,
  });
  return { summary: first, verdicts: rest };
}

export async function listMatching(
  gateway: Gateway,
  match: JobMatch,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<MatchingJobs> {
  const { first, rest } = await openLines<DryRunSummary, DryRunLine>(gateway, {
    method: 'POST',
    path: '/jobs/cancel',
    body: { ...match, dry_run: true },
    timeoutMs: answerMs,
    signal,
  });
  return { total: first.total, jobs: jobsOf(rest) };
}

async function* jobsOf(lines: AsyncIterable<DryRunLine>): AsyncGenerator<Job> {
  for await (const { job } of lines) yield job;
}
