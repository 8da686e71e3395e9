import type { SubmitAnswer } from '../../core/actions/submit-job.ts';
import type { EndedJob, Job, JobId } from '../../core/job/job.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import { jobErrorRefusal } from './job-error-codes.ts';
import { toJobType } from './job-types.ts';
import { overQuota } from './over-quota.ts';
import { dliRefusal, type Refusal } from './refusal.ts';
import { toStatusWord } from './status-words.ts';

/** I10: the same words for a job that never was and for one of another project. */
export function unknownJob(jobId: JobId): Refusal {
  return dliRefusal('DLI.0002', `There is no job with id ${jobId}`);
}

/** Of a deprecated address, which names the queue of a job; null where that is its queue. */
export function onOtherQueue({ id, request }: Job, queueName: string): Refusal | null {
  if (request.queueName === queueName.toLowerCase()) return null;
  const message = `The job ${id} is not on the queue ${queueName}, but on ${request.queueName}`;
  return dliRefusal('DLI.0002', message);
}

export function noQueue(queueName: string): Refusal {
  return dliRefusal('DLI.0002', `There is no queue named ${queueName}`);
}

/** A statement of which no job was made. */
export function jobRefused(answer: Exclude<SubmitAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noQueue(answer.queueName);
    case 'refused':
      return jobErrorRefusal(answer.error);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
      throw new Error('a statement of this dialect carries no key, and one was taken');
  }
}

export function noUser(userName: string): Refusal {
  return dliRefusal('DLI.0002', `No such user. userName:${userName}`);
}

export function noCatalog(catalog: string): Refusal {
  return dliRefusal('DLI.0002', `There is no catalog named ${catalog}`);
}

export function otherEngine({ name, engine }: Queue, asked: string): Refusal {
  return dliRefusal(
    'DLI.0007',
    `The queue ${name} runs ${engine}, not ${asked}: SQL is read as ${engine} reads it. ` +
      `Leave engine_type out, or name a queue of ${asked}.`,
  );
}

/** A cancel of a queue job (dli-api.md 3.0.1, rule 7). */
export function queueJob({ id, request }: Job): Refusal {
  const type = toJobType(request.statementClass);
  return dliRefusal(
    'DLI.0007',
    `The job ${id} is of type ${type} and cannot be cancelled. It ends when every job of the queue ` +
      `${request.queueName} that it cancels has ended.`,
  );
}

/** A cancel of a job that ended otherwise, before or meanwhile: its true ending (dli-api.md 3.0.1). */
export function notCancellable(job: EndedJob): Refusal {
  const said = `The job ${job.id} is in status ${toStatusWord(job)} and cannot be cancelled.`;
  const doubt =
    job.state.ending.how === 'lost'
      ? ` Its engine could not be reached, so what became of it there is not known.`
      : '';
  return dliRefusal('DLI.0007', said + doubt);
}

/** A cancel that was not seen to be done in time. It is on record and goes on (I2, I3). */
export function cancelNotConfirmed(job: Job, timeoutMs: number): Refusal {
  return dliRefusal(
    'DLI.0019',
    `The cancel of job ${job.id} is accepted and goes on, but the job was not seen to stop within ` +
      `${timeoutMs / 1_000} s; it is still in status ${toStatusWord(job)}. Ask for its status again.`,
  );
}

/** A job that was cancelled while its submit waited for it. */
export function cancelledMeanwhile(job: EndedJob): Refusal {
  const { intent } = job.state;
  if (intent?.reason === 'timeout') {
    return dliRefusal('DLI.0019', `The job ${job.id} was cancelled: it was past its time limit.`);
  }
  const by = intent ? ` by ${intent.by}` : '';
  return dliRefusal('DLI.0999', `The job ${job.id} was cancelled${by} before it was done.`);
}

/** A preview of a job that has no rows: not yet, not any more, or never (dli-api.md 3.1.7). */
export function noRows(job: Job): Refusal {
  return dliRefusal(
    'DLI.0007',
    `The job ${job.id} is in status ${toStatusWord(job)}; only a job in status FINISHED has a result.`,
  );
}

/** A preview of a result that was kept for its time (dli-api.md 2.2, 3.1.7). */
export function resultExpired({ id }: Job): Refusal {
  return dliRefusal(
    'DLI.0100',
    `The result of job ${id} has expired: it was kept for its time. Submit the statement again.`,
  );
}

/** A preview of another statement than a query. */
export function notAQuery({ id, request }: Job): Refusal {
  const said = `The job ${id} is of type ${toJobType(request.statementClass)}; only a QUERY has a result.`;
  const hint =
    request.statementClass === 'ddl'
      ? ' The rows of a DDL are in the answer to its submit with dli.sql.sqlasync.enabled=false.'
      : '';
  return dliRefusal('DLI.0007', said + hint);
}
