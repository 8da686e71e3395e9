import { BucketList, FileList, FileListQuery } from '@sluice/protocol';
import type { FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { BucketParams, refuseBucket } from '../file-params.ts';
import { unknownBucket } from '../file-refusals.ts';
import { toFileView } from '../file-view.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';

const absentLimit = 1_000;

/** Lists the buckets of the project, and the files of one. */
export function listFilesRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/files',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listBuckets',
        summary: 'List the buckets',
        response: { 200: BucketList },
      },
    },
    async ({ principal }) => ({ buckets: [...(await actions.listBuckets(principal))] }),
  );

  app.get(
    '/files/:bucket',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listFiles',
        summary: 'List the files of a bucket',
        params: BucketParams,
        querystring: FileListQuery,
        response: { 200: FileList },
      },
    },
    async (request, reply) => {
      const { params, query, principal } = request;
      const refusal = refuseBucket(params);
      if (refusal) return refuse(request, reply, refusal);
      const { prefix = '', after = null, limit = absentLimit } = query;
      const page = { prefix, after, limit };
      const { bucket } = params;
      const { files, next } = await actions.listFiles(principal, bucket, page);
      if (files.length === 0 && !(await isThere(principal, bucket))) {
        return refuse(request, reply, unknownBucket(bucket));
      }
      return { files: files.map(toFileView), next };
    },
  );

  /** `_`, of the files that lie in no bucket, always is. */
  async function isThere(principal: FastifyRequest['principal'], bucket: string): Promise<boolean> {
    return bucket === '_' || (await actions.listBuckets(principal)).includes(bucket);
  }
}
