import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { FileName } from '../files/file-name.ts';
import type { FilePage, PartedFile, Upload } from '../ports/bucket-store.ts';
import type { Actions } from './actions.ts';

/**
 * What a caller may ask of files. They are the project's data, which whoever may run a statement on
 * some queue reads and writes by SQL: all of this takes SUBMIT_JOB on one.
 */
export function guardFiles({ buckets, putFile }: Actions, rights: Rights) {
  const demand = (principal: Principal) => rights.demandAnywhere(principal, 'SUBMIT_JOB');

  return {
    async putFile(principal: Principal, file: FileName, upload: Omit<Upload, 'limit'>) {
      await demand(principal);
      return putFile(principal.projectId, file, upload);
    },

    async receivedOfFile(principal: Principal, file: FileName, part: PartedFile) {
      await demand(principal);
      return buckets.received(principal.projectId, file, part);
    },

    async openFile(principal: Principal, file: FileName) {
      await demand(principal);
      return buckets.open(principal.projectId, file);
    },

    async deleteFile(principal: Principal, file: FileName) {
      await demand(principal);
      return buckets.delete(principal.projectId, file);
    },

    async listFiles(principal: Principal, bucket: string, page: FilePage) {
      await demand(principal);
      return buckets.list(principal.projectId, bucket, page);
    },

    async listBuckets(principal: Principal) {
      await demand(principal);
      return buckets.buckets(principal.projectId);
    },
  };
}
