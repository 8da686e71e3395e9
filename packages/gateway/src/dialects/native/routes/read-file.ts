import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { BucketFile, OpenFile } from '../../../core/ports/bucket-store.ts';
import type { Static } from 'typebox';
import { sendBytes } from '../../send-bytes.ts';
import { readByteRange } from '../byte-range.ts';
import { FileParams, isRefusal, readFileParams } from '../file-params.ts';
import { unknownFile } from '../file-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { bytes, nothing } from '../answer-forms.ts';

/** Reads a file, or a range of it, as fast as its client takes it. */
export function readFileRoute(app: NativeApp, actions: GuardedActions): void {
  const read = async (request: FastifyRequest & Named, reply: FastifyReply) => {
    const file = readFileParams(request);
    if (isRefusal(file)) return refuse(request, reply, file);
    const open = await actions.openFile(request.principal, file);
    if (!open) return refuse(request, reply, unknownFile(file));
    return sendFile(request, reply, open);
  };
  const url = '/files/:bucket/*';
  const schema = {
    operationId: 'readFile',
    summary: 'Read a file, or a range of it',
    params: FileParams,
    response: { 200: bytes, 206: bytes, 304: nothing },
  };
  app.get(url, { config: { needs: 'read' }, exposeHeadRoute: false, schema }, read);
  // One of its own, since the length that it tells is not that of what it sends.
  app.head(url, { config: { needs: 'read' }, schema: { hide: true, params: FileParams } }, read);
}

type Named = { readonly params: Static<typeof FileParams> };

async function sendFile(request: FastifyRequest, reply: FastifyReply, open: OpenFile) {
  const { headers, method } = request;
  const { size, etag, modifiedAt } = open.file;
  reply.headers({
    etag: `"${etag}"`,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    // A page of a project's file must never run as one of the gateway's.
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  });
  if (isUnchanged(headers, open.file)) {
    await open[Symbol.asyncDispose]();
    return reply.code(304).send();
  }
  const range = isRangeMeant(headers, open.file) ? readByteRange(headers.range, size) : all;
  if (range.kind === 'not_satisfiable') {
    await open[Symbol.asyncDispose]();
    reply.removeHeader('content-disposition').header('content-range', `bytes */${size}`);
    const detail = `The file has ${size} bytes, and the header Range asks for what lies behind.`;
    return refuse(request, reply, { code: 'range_not_satisfiable', detail });
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size };
  if (range.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`);
  }
  reply.type('application/octet-stream').header('content-length', end - start);
  if (method === 'HEAD') {
    await open[Symbol.asyncDispose]();
    return reply.send();
  }
  return sendBytes(reply, {}, bytesOf(open, start, end));
}

const all = { kind: 'all' } as const;

async function* bytesOf(open: OpenFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  try {
    yield* open.read(start, end);
  } finally {
    await open[Symbol.asyncDispose]();
  }
}

type Headers = FastifyRequest['headers'];

/** RFC 9110, 13.2.2: an entity tag counts before a time, which has whole seconds. */
function isUnchanged(headers: Headers, { etag, modifiedAt }: BucketFile): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) {
    const tags = new Set(known.split(',').map((tag) => tag.trim().replace(/^W\//, '')));
    return tags.has('*') || tags.has(`"${etag}"`);
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modifiedAt / 1_000) * 1_000 <= since;
}

/** RFC 9110, 13.1.5: a range is meant for the file that its client has a part of already. */
function isRangeMeant(headers: Headers, { etag }: BucketFile): boolean {
  const condition = headers['if-range'];
  return condition === undefined || condition === `"${etag}"`;
}
