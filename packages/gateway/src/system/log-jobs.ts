import type { Logger } from 'pino';
import { type EndedJob, intentOf, isEnded, type Job } from '../core/job/job.ts';
import type { Receipt } from '../core/job/receipt.ts';
import type { JobNews } from '../core/ports/job-news.ts';
import type { JobStore } from '../core/ports/job-store.ts';

/**
 * Tells the life of each job in the log, a line for each step, under its id. Statements and messages of
 * errors stay out: both may carry what their author keeps secret.
 */
export function logJobs(logger: Logger, news: JobNews, jobs: Pick<JobStore, 'receiptOf'>): void {
  // These fields are chosen one by one: to look for secrets in them takes longer than the whole line.
  const log = logger.child({}, { redact: [] });
  news.subscribe((job) => {
    const line = lineOf(job);
    if (line) log.info({ ...nameOf(job), ...line.fields }, line.msg);
    if (isEnded(job) && job.state.startedAt !== null && intentOf(job)) {
      void logCancel(log, job, jobs);
    }
  });
}

interface Line {
  readonly msg: string;
  readonly fields?: object;
}

function lineOf(job: Job): Line | null {
  const { state, request } = job;
  switch (state.status) {
    case 'queued':
      // A statement whose turn has come was submitted before.
      if (job.revision > 1) return null;
      return { msg: 'job submitted', fields: { queue: request.queueName, user: request.owner } };
    case 'launching':
      return null;
    case 'running':
      return { msg: 'job started', fields: { waited_ms: state.claimedAt - job.submittedAt } };
    case 'cancelling': {
      const { by, reason, requestId } = state.intent;
      return { msg: 'job cancel accepted', fields: { by, reason, request_id: requestId } };
    }
    case 'ended': {
      const { ending, startedAt, endedAt } = state;
      const error_code = 'error' in ending ? ending.error.code : null;
      const ran_ms = startedAt === null ? null : endedAt - startedAt;
      return { msg: 'job ended', fields: { ending: ending.how, error_code, ran_ms } };
    }
  }
}

/** What its receipt says, once it has ended. */
async function logCancel(log: Logger, job: EndedJob, jobs: Pick<JobStore, 'receiptOf'>) {
  try {
    const receipt = await jobs.receiptOf(job.id);
    if (receipt) log.info({ ...nameOf(job), ...phasesOf(receipt) }, 'job cancel done');
  } catch (error) {
    log.error({ err: error, ...nameOf(job) }, 'the receipt of a job cannot be read');
  }
}

function phasesOf({ ending, rung, phases, collateral }: Receipt) {
  const { accepted, delivered, observed, released } = phases;
  const since = (at: number | null) => (at === null ? null : at - accepted);
  return {
    ending,
    rung,
    delivered_ms: since(delivered),
    observed_ms: since(observed),
    released_ms: since(released),
    collateral: collateral.length,
  };
}

function nameOf({ id, request: { projectId, engine } }: Job) {
  return { job: id, project: projectId, engine };
}
