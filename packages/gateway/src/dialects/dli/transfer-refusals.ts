import type { TransferAnswer } from '../../core/actions/submit-transfer.ts';
import { noTable } from './catalog-refusals.ts';
import { noQueue, noRows, notAQuery, resultExpired, unknownJob } from './job-refusals.ts';
import { overQuota } from './over-quota.ts';
import { dliRefusal, type Refusal } from './refusal.ts';

/** An import or export that was not begun (dli-api.md 3.1.9 to 3.1.11). */
export function transferRefused(answer: Exclude<TransferAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noQueue(answer.queueName);
    case 'no_bucket':
      return dliRefusal(
        'DLI.0002',
        `There is no bucket named ${answer.bucket} in this project. One is there as long as it has a file.`,
      );
    case 'place_taken':
      return dliRefusal(
        'DLI.0006',
        'There is something at data_path already. Name another folder, or replace this one by ' +
          'export_mode Overwrite.',
      );
    case 'file_in_the_way':
      return dliRefusal(
        'DLI.0006',
        `An export makes a folder, and ${answer.key} is a file. Name another folder, or delete the file.`,
      );
    case 'nothing_there':
      return dliRefusal(
        'DLI.0002',
        `There is no file to import at obs://${answer.place.bucket}/${answer.place.key}. Of a folder, what begins ` +
          'with _ or . and the folders in it are passed over.',
      );
    case 'unknown_table':
      return noTable(`${answer.database}.${answer.table}`);
    case 'not_a_table':
      return dliRefusal(
        'DLI.0007',
        `${answer.database}.${answer.table} is a view, which has no rows of its own. Import into a table.`,
      );
    case 'importing':
      return dliRefusal(
        'DLI.0007',
        `${answer.jobId ? `The job ${answer.jobId}` : 'A job'} imports into this table. Wait for its end: one import at a time.`,
      );
    case 'unknown_job':
      return unknownJob(answer.jobId);
    case 'not_a_query':
      return notAQuery(answer.job);
    case 'no_result':
      return noRows(answer.job);
    case 'result_expired':
      return resultExpired(answer.job);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
      throw new Error('a transfer of this dialect carries no key, and one was taken');
  }
}
