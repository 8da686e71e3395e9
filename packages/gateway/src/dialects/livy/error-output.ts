import type { CancelReason } from '../../core/job/cancel-intent.ts';
import type { JobErrorCode } from '../../core/job/ending.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { Receipt } from '../../core/job/receipt.ts';
import { sessionFate } from '../session-fate.ts';

/** The output of a statement that did not succeed: an object for a cancelled one too (livy-api.md 2). */
export interface ErrorOutput {
  readonly status: 'error';
  readonly execution_count: number;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export function errorOutput(job: EndedJob, ename: string, evalue: string): ErrorOutput {
  const number = job.request.session?.number ?? 0;
  return { status: 'error', execution_count: number, ename, evalue, traceback: [] };
}

export const errorNames: Record<JobErrorCode, string> = {
  syntax: 'SyntaxError',
  semantic: 'AnalysisError',
  not_supported: 'NotSupported',
  forbidden: 'Forbidden',
  runtime: 'RuntimeError',
  resource: 'OutOfResources',
  program: 'ProgramError',
  engine: 'EngineError',
};

/** What the receipt of a cancel says, in a few sentences. */
export function describeCancel(job: EndedJob, receipt: Receipt | null): string {
  const { state } = job;
  const { intent } = state;
  const because = intent === null ? 'It was cancelled.' : becauseOf[intent.reason](intent.by);
  if (state.startedAt === null) return `${because} It had not begun.`;
  if (receipt === null) return because;
  const { rung, phases, checks } = receipt;
  const how = rung === null ? '' : ` after ${rung}`;
  const back = checks.filter(({ isGone }) => isGone).length;
  const tookMs = Math.max(0, phases.released - phases.accepted);
  return (
    `${because} It was seen to stop${how}, and ${back} of ${checks.length} things that it ` +
    `held were seen to be back ${tookMs} ms after the cancel was accepted.` +
    sessionFate(job, receipt)
  );
}

const becauseOf: Record<CancelReason, (by: string) => string> = {
  user: (by) => `Cancelled by ${by}.`,
  deleted: (by) => `Deleted by ${by}.`,
  timeout: () => 'Cancelled: it was past its time limit.',
  client_lost: () => 'Cancelled: the client that submitted it was gone.',
  session_closed: (by) => `Cancelled: its session was closed by ${by}.`,
  script_stopped: () => 'Cancelled: a statement before it in its request did not succeed.',
  queue_restarted: (by) => `Cancelled: its queue was restarted by ${by}.`,
  queue_deleted: (by) => `Cancelled: its queue was deleted by ${by}.`,
  shutdown: () => 'Cancelled: the server was shut down.',
  policy: () => 'Cancelled by a rule of its queue.',
};
