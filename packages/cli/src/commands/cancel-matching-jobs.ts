import type { BulkCancelSummary, JobMatch, JobStatus, Tag } from '@sluice/client';
import { connect } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { toTagFilter } from '../flags/tag.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import { type Noun, pluralOf } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import type { CancelFlags } from './cancel-named-jobs.ts';
import { type CancelOutcome, writeOutcomes } from './cancel-outcome.ts';
import { writeJobs } from './write-jobs.ts';

/** Which jobs are meant, where they are not named one by one. */
export interface MatchFlags {
  readonly all: boolean;
  readonly queue?: string | undefined;
  readonly owner?: string | undefined;
  readonly status?: readonly LiveStatus[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
  readonly search?: string | undefined;
}

export const liveStatuses = [
  'queued',
  'launching',
  'running',
  'cancelling',
] as const satisfies readonly JobStatus[];
type LiveStatus = (typeof liveStatuses)[number];

/**
 * Null where the flags mean no jobs.
 * @throws UsageError for `--all` beside others: the gateway refuses it too
 */
export function matchOf(flags: MatchFlags, noun: Noun): JobMatch | null {
  const { queue, owner, status, tag, olderThan, search } = flags;
  const match: JobMatch = {
    ...(queue !== undefined && { queue }),
    ...(owner !== undefined && { owner }),
    ...(status !== undefined && { status: [...status] }),
    ...toTagFilter(tag),
    ...(olderThan !== undefined && { older_than_ms: olderThan }),
    ...(search !== undefined && { q: search }),
  };
  const isNarrowed = Object.keys(match).length > 0;
  if (flags.all && isNarrowed) {
    throw new UsageError(
      `--all means every live ${noun} of the project: leave out --all, or the flags that mean fewer`,
    );
  }
  if (!flags.all && !isNarrowed) return null;
  if (noun === 'batch') return { ...match, class: ['batch'] };
  return flags.all ? { all: true } : match;
}

/** Cancels the jobs that match, prints what became of each, and tells the worst by the exit code. */
export async function cancelMatchingJobs(
  context: SluiceContext,
  flags: CancelFlags,
  match: JobMatch,
  noun: Noun,
): Promise<void> {
  if (flags.dryRun) return listMatchingJobs(context, flags, match, noun);
  const options = { waitMs: flags.wait ? flags.timeout : 0, graceMs: flags.grace };
  const client = connect(context, flags);
  const { summary, verdicts } = await client.cancelMatching(match, options);
  const outcomes: CancelOutcome[] = [];
  for await (const { job_id: id, verdict, status, confirmed_ms } of verdicts) {
    outcomes.push({ id, verdict, status, confirmed_ms });
  }
  await writeOutcomes(context, formatFor(context, flags.output), outcomes);
  notesFor(context, flags.quiet).remark(describeSummary(summary, noun));
  context.process.exitCode = exitCodeOf(summary, flags.wait);
}

async function listMatchingJobs(
  context: SluiceContext,
  flags: CancelFlags,
  match: JobMatch,
  noun: Noun,
): Promise<void> {
  const { total, jobs } = await connect(context, flags).listMatching(match);
  await writeJobs(context, formatFor(context, flags.output), await Array.fromAsync(jobs));
  notesFor(context, flags.quiet).remark(`${count(total, noun)} would be cancelled; nothing was`);
}

function describeSummary(summary: BulkCancelSummary, noun: Noun): string {
  const parts = [
    `${count(summary.cancelled, noun)} cancelled`,
    ...(summary.ended_otherwise > 0 ? [`${summary.ended_otherwise} finished before`] : []),
    ...(summary.not_confirmed > 0
      ? [`${summary.not_confirmed} not seen to stop yet, the cancel goes on`]
      : []),
  ];
  return parts.join(', ');
}

function count(number: number, noun: Noun): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : pluralOf(noun)}`;
}

function exitCodeOf(summary: BulkCancelSummary, isWaiting: boolean): ExitCode {
  if (isWaiting && summary.not_confirmed > 0) return exitCodes.notConfirmed;
  return summary.ended_otherwise > 0 ? exitCodes.finishedBefore : exitCodes.done;
}
