import { PartKept, PutFile } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { PartedFile, Upload } from '../../../core/ports/bucket-store.ts';
import { FileParams, isRefusal, readFileParams } from '../file-params.ts';
import { putRefusal } from '../file-refusals.ts';
import { toFileView } from '../file-view.ts';
import type { NativeApp } from '../native-app.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { readUploadHead } from '../upload-headers.ts';

/** Puts a file, whole or a part of it, as it comes. */
export function putFileRoute(app: NativeApp, actions: GuardedActions): void {
  app.put(
    '/files/:bucket/*',
    {
      config: { needs: 'submit', audit: 'put_file', takesStream: true },
      schema: {
        operationId: 'putFile',
        summary: 'Put a file, whole or a part of it',
        params: FileParams,
        response: { 200: PutFile, 201: PutFile, 202: PartKept },
      },
    },
    async (request, reply) => {
      const file = readFileParams(request);
      if (isRefusal(file)) return refuseUpload(request, reply, file);
      request.auditTarget = `obs://${file.bucket}/${file.key}`;
      const head = readUploadHead(request.headers);
      if (isRefusal(head)) return refuseUpload(request, reply, head);
      const upload = head.kind === 'content' ? contentOf(request, head) : lastStepOf(head.file);
      if (head.kind === 'question') {
        const received = await actions.receivedOfFile(request.principal, file, head.file);
        const { total } = head.file;
        if (received < total) return reply.code(202).send({ received, total });
      }

      const answer = await actions.putFile(request.principal, file, upload);
      switch (answer.kind) {
        case 'put': {
          const view = { bucket: file.bucket, ...toFileView(answer.file), sha256: answer.sha256 };
          return reply
            .code(answer.isNew ? 201 : 200)
            .header('etag', `"${answer.file.etag}"`)
            .send(view);
        }
        case 'part_kept': {
          const total = upload.part?.total ?? answer.received;
          return reply.code(202).send({ received: answer.received, total });
        }
        case 'cut_off':
        case 'disk_full':
        case 'in_the_way':
        case 'over_quota':
        case 'too_long':
        case 'wrong_digest':
        case 'wrong_offset':
          return refuseUpload(request, reply, putRefusal(answer, file));
      }
    },
  );
}

type Content = Omit<Upload, 'limit'>;

/** The connection stays when no more is wanted: the answer goes over it. */
function contentOf({ raw }: FastifyRequest, { length, sha256, part }: Omit<Content, 'content'>) {
  return { length, sha256, part, content: raw.iterator({ destroyOnReturn: false }) } as Content;
}

/** All of it came, and the gateway died before it could put it to its place. */
function lastStepOf(file: PartedFile): Content {
  const part = { ...file, offset: file.total };
  return { content: nothing(), length: 0, sha256: null, part };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What its client still sends is read and dropped: only then does it look for the answer. */
function refuseUpload(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  request.raw.resume();
  return refuse(request, reply, refusal);
}
