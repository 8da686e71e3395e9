import type { TransferAnswer } from '../../core/actions/submit-transfer.ts';
import type { WriteAnswer } from '../../core/actions/write-queued-job.ts';
import type { Transfer } from '../../core/job/transfer.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import { noResult, resultExpired, unknownJob } from './job-refusals.ts';
import type { Refusal } from './refusal.ts';

/** An import or export that did not become a job, for a reason that no other job has. */
export function transferRefused(
  answer: Exclude<TransferAnswer, WriteAnswer>,
  kind: Transfer['kind'],
): Refusal {
  const field = kind === 'import' ? 'from' : 'to';
  switch (answer.kind) {
    case 'no_bucket':
      return {
        code: 'no_bucket',
        detail: `There is no bucket named ${answer.bucket} in this project. One is there as long as it has a file.`,
        about: { field },
      };
    case 'nothing_there':
      return {
        code: 'no_file',
        detail:
          `There is no file to import at obs://${answer.place.bucket}/${answer.place.key}. Of a folder, what begins ` +
          'with _ or . and the folders in it are passed over.',
        about: { field },
      };
    case 'place_taken':
      return {
        code: 'name_in_use',
        detail:
          'There is something at that address already. Name another folder, or replace this one: ' +
          '"replace": true (sluice: --replace).',
        about: { field },
      };
    case 'file_in_the_way':
      return {
        code: 'name_in_use',
        detail: `An export makes a folder, and ${answer.key} is a file. Name another folder, or delete the file.`,
        about: { field },
      };
    case 'unknown_table':
      return {
        code: 'no_table',
        detail: `There is no table or view named ${answer.table} in the database ${answer.database}.`,
        about: { field: 'table' },
      };
    case 'not_a_table':
      return {
        code: 'not_supported',
        detail: `${answer.table} in the database ${answer.database} is a view, which has no rows of its own. Import into a table.`,
        about: { field: 'table' },
      };
    case 'importing':
      return {
        code: 'table_busy',
        detail: `${answer.jobId ? `The job ${answer.jobId}` : 'A job'} imports into this table. Wait for its end: one import at a time.`,
        about: answer.jobId ? { job_id: answer.jobId } : {},
      };
    case 'unknown_job':
      return unknownJob(answer.jobId);
    case 'not_a_query':
      return noRows(answer.job);
    case 'no_result':
      return noResult(answer.job);
    case 'result_expired':
      return isEnded(answer.job) ? resultExpired(answer.job) : noResult(answer.job);
  }
}

function noRows({ id, request }: Job): Refusal {
  return {
    code: 'no_result',
    detail: `The job ${id} is of the class ${request.statementClass}; only what a query returned is exported.`,
  };
}
