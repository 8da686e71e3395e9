import type { CancelIntent } from './cancel-intent.ts';
import type { EndingWord } from './ending.ts';
import type { EndedJob, JobId } from './job.ts';
import type { Receipt } from './receipt.ts';

/** What was done for a cancel, and when its work was seen to have ended; null where that was not seen. */
export type CancelDone = Pick<Receipt, 'rungs' | 'checks' | 'collateral'> & {
  readonly observedAt: number | null;
  /** The rung of an earlier gateway that had stopped the work: when it was taken is not known. */
  readonly stoppedBy: string | null;
};

const nothing: CancelDone = {
  observedAt: null,
  stoppedBy: null,
  rungs: [],
  checks: [],
  collateral: [],
};

/** The receipt of a job that was claimed; what is not said was not done. */
export function receiptOf(job: EndedJob, done: Partial<CancelDone>): Receipt {
  const { ending, endedAt, intent, startedAt } = job.state;
  if (!intent) throw new Error(`job ${job.id} ended without an intent: no receipt`);
  const observedAt = startedAt === null ? null : (done.observedAt ?? null);
  return build(job.id, intent, ending.how, endedAt, { ...nothing, ...done, observedAt });
}

/** The receipt of a job that no engine had heard of. */
export function neverBegan(jobId: JobId, intent: CancelIntent): Receipt {
  return build(jobId, intent, 'cancelled', intent.at, nothing);
}

function build(
  jobId: JobId,
  intent: CancelIntent,
  ending: EndingWord,
  released: number,
  { observedAt: observed, stoppedBy, rungs, checks, collateral }: CancelDone,
): Receipt {
  const rung = rungs.at(-1)?.rung ?? stoppedBy;
  const delivered = rungs[0]?.at ?? null;
  const phases = { accepted: intent.at, delivered, observed, released };
  return { jobId, intent, ending, rung, phases, rungs, checks, collateral };
}
