import type { PutFileAnswer } from '../../core/actions/put-file.ts';
import type { FileName } from '../../core/files/file-name.ts';
import { overQuota } from './over-quota.ts';
import { invalid, type Refusal } from './refusal.ts';

/** I10: the same words for a file that never was and for one of another project. */
export function unknownFile({ bucket, key }: FileName): Refusal {
  return { code: 'not_found', detail: `There is no file obs://${bucket}/${key} in this project.` };
}

/** I10. None has to be made; one that nothing was put into is not there. */
export function unknownBucket(bucket: string): Refusal {
  const detail = `There is no bucket ${bucket} in this project. The first file that is put into it makes it.`;
  return { code: 'not_found', detail };
}

type RefusedPut = Exclude<PutFileAnswer, { kind: 'put' | 'part_kept' }>;

/** Why an upload was not taken, and what is left of it. */
export function putRefusal(answer: RefusedPut, { bucket }: FileName): Refusal {
  switch (answer.kind) {
    case 'wrong_offset':
      return {
        code: 'wrong_offset',
        detail: `${answer.received} bytes of this file are here: the next part begins there.`,
        about: { received: answer.received },
      };
    case 'wrong_digest':
      return {
        code: 'wrong_digest',
        detail:
          `The SHA-256 of what came is ${answer.found}, and ${answer.declared} was declared. ` +
          'It was not kept: send it again.',
      };
    case 'too_long':
      return invalid('Content-Range', 'More bytes came than the header Content-Range says.');
    case 'cut_off':
      return invalid(
        'body',
        'The connection broke, or the upload was begun again, before the end.',
      );
    case 'over_quota':
      return overQuota(answer.over);
    case 'disk_full':
      return {
        code: 'disk_full',
        detail:
          'The disk of the gateway is full. Nothing of this upload was kept. ' +
          'The operator of the server has to make room.',
      };
    case 'in_the_way':
      return {
        code: 'name_in_use',
        detail:
          `obs://${bucket}/${answer.key} is a directory where this takes a file, or a file where ` +
          'it takes a directory. Choose another key, or delete what is there.',
      };
  }
}
