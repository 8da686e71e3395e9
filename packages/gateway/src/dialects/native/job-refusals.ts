import type { Job as JobView } from '@sluice/protocol';
import type { JobError } from '../../core/job/ending.ts';
import { type EndedJob, isEnded, type Job, type JobId } from '../../core/job/job.ts';
import type { JobKeyTaken } from '../../core/actions/key-taken.ts';
import type { Refusal } from './refusal.ts';
import { toErrorView } from './error-words.ts';
import { toStatusWord } from './status-words.ts';

/** I10: the same words for a job that never was and for one of another project. */
export function unknownJob(jobId: JobId): Refusal {
  return { code: 'not_found', detail: `There is no job with the id ${jobId} in this project.` };
}

export function unknownKey(key: string): Refusal {
  return { code: 'not_found', detail: `There is no job with the key ${key} in this project.` };
}

export function noCancel(job: Job): Refusal {
  return {
    code: 'not_found',
    detail: `Nobody has asked to cancel the job ${job.id}; it is ${toStatusWord(job)}.`,
  };
}

export function keyTaken({ key, job }: JobKeyTaken): Refusal {
  return {
    code: 'key_taken',
    detail:
      `The key ${key} stands for ${job ? `the job ${job.id}` : 'a job'}, which was another request. ` +
      'Choose a new key for a new request.',
    about: job ? { job_id: job.id } : {},
  };
}

/** A statement that did not become a job. */
export function statementRefused(error: JobError): Refusal {
  const { code, message } = toErrorView(error);
  switch (code) {
    case 'syntax_error':
    case 'semantic_error':
    case 'not_supported':
    case 'forbidden_object':
      return { code, detail: message };
    case 'program_failed':
    case 'runtime_error':
    case 'out_of_resources':
    case 'engine_error':
      return { code: 'unavailable', detail: `The statement could not be read: ${message}` };
  }
}

/** A program that did not become a batch. */
export function programRefused(error: JobError): Refusal {
  const refusal = statementRefused(error);
  return refusal.code === 'unavailable' ? { ...refusal, detail: error.message } : refusal;
}

export function noAttempt({ id }: Job, attempt: number, attempts: number): Refusal {
  return {
    code: 'not_found',
    detail: `The batch ${id} has had ${attempts === 1 ? '1 try' : `${attempts} tries`} by now, counted from 0; there is no try ${attempt}.`,
  };
}

export function noLog({ id, request }: Job): Refusal {
  return {
    code: 'not_found',
    detail: `The job ${id} is of kind ${request.kind}; only a batch has logs.`,
  };
}

/** A result of a job that has none: not yet, never, or out of reach. */
export function noResult(job: Job): Refusal {
  if (!isEnded(job)) {
    const status = toStatusWord(job);
    return {
      code: 'result_not_ready',
      detail: `The job ${job.id} is ${status}. Wait for its end, then ask again.`,
      about: { job_status: status },
    };
  }
  const { ending } = job.state;
  const because = 'error' in ending ? `: ${ending.error.message}` : '';
  const about = { ending: ending.how };
  switch (ending.how) {
    case 'succeeded':
      return {
        code: 'unavailable',
        detail: `The result lies with the engine ${job.request.engine}, which is not here.`,
      };
    case 'cancelled':
      return { code: 'no_result', detail: `The job ${job.id} was cancelled.`, about };
    case 'failed':
      return { code: 'no_result', detail: `The job ${job.id} failed${because}`, about };
    case 'lost':
      return { code: 'no_result', detail: `The job ${job.id} is lost${because}`, about };
  }
}

/** A result that was kept for its time. */
export function resultExpired({ id, state }: EndedJob): Refusal {
  return {
    code: 'result_expired',
    detail:
      `The result of job ${id} has expired: it was kept for its time, and its rows are gone. ` +
      'Submit the statement again.',
    about: { ending: state.ending.how },
  };
}

/** Maintenance of a queue: it ends by itself, when all that it waits for has ended. */
export function notCancellable({ id, request }: Job): Refusal {
  return {
    code: 'not_cancellable',
    detail: `The job ${id} restarts the queue ${request.queueName} and cannot be cancelled. Wait for its end.`,
    about: { job_id: id },
  };
}

/** A cancel of a job that ended otherwise, before or meanwhile: its true ending. */
export function alreadyEnded(job: EndedJob, view: JobView): Refusal {
  const { how } = job.state.ending;
  const doubt =
    how === 'lost'
      ? ' Its engine could not be reached, so what became of it there is not known.'
      : '';
  return {
    code: 'already_ended',
    detail: `The job ${job.id} has ended: ${how}. There is nothing left to cancel.${doubt}`,
    about: { ending: how, job: view },
  };
}
