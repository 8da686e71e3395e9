import { BucketList, FileList, FileListQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { BucketParams, refuseBucket } from '../file-params.ts';
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
      const { files, next } = await actions.listFiles(principal, params.bucket, page);
      return { files: files.map(toFileView), next };
    },
  );
}
