import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { FileParams, isRefusal, readFileParams } from '../file-params.ts';
import { unknownFile } from '../file-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { nothing } from '../answer-forms.ts';

/** Deletes a file. Whoever reads it at the moment reads it to its end. */
export function deleteFileRoute(app: NativeApp, actions: GuardedActions): void {
  app.delete(
    '/files/:bucket/*',
    {
      config: { needs: 'submit', audit: 'delete_file' },
      schema: {
        operationId: 'deleteFile',
        summary: 'Delete a file',
        params: FileParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const file = readFileParams(request);
      if (isRefusal(file)) return refuse(request, reply, file);
      request.auditTarget = `obs://${file.bucket}/${file.key}`;
      const answer = await actions.deleteFile(request.principal, file);
      return answer === 'unknown'
        ? refuse(request, reply, unknownFile(file))
        : reply.code(204).send(null);
    },
  );
}
