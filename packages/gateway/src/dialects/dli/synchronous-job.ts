import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { EndedJob, Job } from '../../core/job/job.ts';
import { jobErrorRefusal } from './job-error-codes.ts';
import { cancelledMeanwhile } from './job-refusals.ts';
import type { Refusal } from './refusal.ts';
import { toResultSchema } from './result-schema.ts';
import { toTextRow } from '../../core/rows/text-row.ts';

/** How long a submit waits for the end: half of the 120 s after which the official client hangs up. */
const waitMs = 60_000;

const mostRows = 1_000;

export type SynchronousAnswer =
  /** It succeeded; with the rows it returned, as text (dli-api.md 3.1.1). */
  | {
      readonly kind: 'done';
      readonly schema: ReturnType<typeof toResultSchema>;
      readonly rows: readonly (readonly (string | null)[])[];
      /** Says of rows that are left out how many there are (I11). */
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Its end is not known here, and the client has to ask for its status. */
  | { readonly kind: 'ask_later' };

/** Waits for the end of a job that was asked to run synchronously, as long as a client would. */
export async function awaitSynchronousJob(
  actions: GuardedActions,
  principal: Principal,
  { id }: Job,
  left: AbortSignal,
): Promise<SynchronousAnswer> {
  const awaited = await actions.awaitEnding(principal, id, waitMs, left);
  if (awaited.kind !== 'ended') return { kind: 'ask_later' };
  const { ending } = awaited.job.state;
  switch (ending.how) {
    case 'succeeded':
      return readRows(actions, principal, awaited.job, ending.result, left);
    case 'failed':
      return { kind: 'failed', error: ending.error };
    case 'lost':
      return { kind: 'refused', refusal: jobErrorRefusal(ending.error) };
    case 'cancelled':
      return { kind: 'refused', refusal: cancelledMeanwhile(awaited.job) };
  }
}

async function readRows(
  actions: GuardedActions,
  principal: Principal,
  { id }: EndedJob,
  { columns, rowCount }: ResultSummary,
  left: AbortSignal,
): Promise<SynchronousAnswer> {
  const page = { offset: 0, limit: mostRows };
  const answer = await actions.readResult(principal, id, page, left);
  if (answer.kind !== 'rows') return { kind: 'ask_later' };
  const rows: (readonly (string | null)[])[] = [];
  for await (const line of answer.rows) rows.push(toTextRow(line));
  const message = rows.length < rowCount ? `the first ${rows.length} of ${rowCount} rows` : '';
  return { kind: 'done', schema: toResultSchema(columns), rows, message };
}
