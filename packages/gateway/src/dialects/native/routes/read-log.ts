import { FollowLogQuery, LogFileQuery, LogPiece, LogQuery, LogStream } from '@sluice/protocol';
import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import type { LogStart } from '../../../core/actions/read-log.ts';
import type { LogName, LogPiece as Piece } from '../../../core/ports/batch-engine.ts';
import { startStream } from '../../start-stream.ts';
import { answerWithEvents } from '../answer-with-events.ts';
import type { EventStreams } from '../event-streams.ts';
import { JobParams } from '../job-params.ts';
import { noAttempt, noLog, unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { toTimestamp, toTimestampOrNull } from '../timestamp.ts';
import { utf8Text } from '../utf8-text.ts';
import { bytes, eventStream } from '../answer-forms.ts';

const LogParams = Type.Object({ ...JobParams.properties, stream: LogStream });
/** The try and the byte that a client which comes back reads next: what `id` of the last event said. */
const ResumeHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,4}:[0-9]{1,15}$',
      description: 'the id of an event of this stream',
    }),
  ),
});
const absentLimit = 64 * 1024;
const filePieceBytes = 256 * 1024;

/** Reads the log of a batch: a piece, all of it as a file, or what comes as server-sent events. */
export function readLogRoutes(
  app: NativeApp,
  actions: GuardedActions,
  streams: EventStreams,
): void {
  const find = async (principal: Principal, id: string): Promise<Job | null> =>
    actions.findJob(principal, id.toLowerCase());

  app.get(
    '/jobs/:id/logs/:stream',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'readLog',
        summary: 'Read a piece of the log of a batch',
        params: LogParams,
        querystring: LogQuery,
        response: { 200: LogPiece },
      },
    },
    async (request, reply) => {
      const { id, stream } = request.params;
      const { from = 0, limit = absentLimit, attempt } = request.query;
      const job = await find(request.principal, id);
      if (!job) return refuse(request, reply, unknownJob(id));
      const piece = await actions.readLog(job, logName(stream, attempt), from, limit);
      if (!piece) return refuse(request, reply, noLog(job));
      const missing = missingTry(job, attempt, piece);
      if (missing) return refuse(request, reply, missing);
      return toPieceView(stream, piece);
    },
  );

  app.get(
    '/jobs/:id/logs/:stream/file',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'downloadLog',
        summary: 'Download a log of a batch',
        params: LogParams,
        querystring: LogFileQuery,
        response: { 200: bytes },
      },
    },
    async (request, reply) => {
      const { id, stream } = request.params;
      const { attempt } = request.query;
      const job = await find(request.principal, id);
      if (!job) return refuse(request, reply, unknownJob(id));
      const name = logName(stream, attempt);
      const read = (from: number) => actions.readLog(job, name, from, filePieceBytes);
      const first = await read(0);
      if (!first) return refuse(request, reply, noLog(job));
      const missing = missingTry(job, attempt, first);
      if (missing) return refuse(request, reply, missing);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${job.id}.${stream}"`)
        .header('x-log-from', first.from)
        .headers(first.diskFullAt === null ? {} : diskFullHeader(first.diskFullAt))
        .send(await startStream(allOf(first, read)));
    },
  );

  app.get(
    '/jobs/:id/logs/:stream/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'followLog',
        summary: 'Follow a log of a batch',
        params: LogParams,
        headers: ResumeHeaders,
        querystring: FollowLogQuery,
        response: { 200: eventStream },
      },
    },
    async (request, reply) => {
      const { id, stream } = request.params;
      const { attempt, from = 0 } = request.query;
      return answerWithEvents(request, reply, streams, async (left) => {
        const job = await find(request.principal, id);
        if (!job) return { kind: 'refused', refusal: unknownJob(id) };
        const name = logName(stream, attempt);
        const look = await actions.readLog(job, name, 0, 0);
        if (!look) return { kind: 'refused', refusal: noLog(job) };
        const missing = missingTry(job, attempt, look);
        if (missing) return { kind: 'refused', refusal: missing };
        const start = resumed(request.headers['last-event-id']) ?? { from };
        const pieces = actions.followLog(job, name, start, left);
        return { kind: 'texts', texts: toEvents(stream, pieces) };
      });
    },
  );
}

function diskFullHeader(at: number): Record<string, string> {
  return { 'x-log-disk-full-at': toTimestamp(at) };
}

function logName(stream: LogStream, attempt: number | undefined): LogName {
  return attempt === undefined ? { stream } : { stream, attempt };
}

/** The first try of a batch that has not begun is there: it will write. */
function missingTry(job: Job, attempt: number | undefined, { attempts }: Piece): Refusal | null {
  const isThere = attempt === undefined || attempt < Math.max(attempts, 1);
  return isThere ? null : noAttempt(job, attempt, attempts);
}

/** What `id` of an event says: the try, and the byte that comes after its text. */
function resumed(id: string | undefined): LogStart | null {
  if (id === undefined) return null;
  const [attempt, from = 0] = id.split(':').map(Number);
  return { attempt, from };
}

/**
 * Pieces as events, one try after the other. At the end the batch has ended,
 * and all was told.
 */
async function* toEvents(stream: LogStream, pieces: AsyncIterable<Piece>): AsyncGenerator<string> {
  let decoder = new TextDecoder();
  let [current, end, told] = [0, 0, 0];
  for await (const { attempt, bytes, from, size, attempts, diskFullAt } of pieces) {
    if (attempt !== current) {
      decoder = new TextDecoder();
      [current, end, told] = [attempt, 0, 0];
    }
    const text = decoder.decode(bytes, { stream: true });
    const next = from + utf8Text(bytes, false).length;
    // Where a part of the log is not kept any more, the text goes on after it.
    const begin = from === end ? told : from;
    const disk_full_at = toTimestampOrNull(diskFullAt);
    yield event('log', { stream, attempt, attempts, from: begin, next, size, text, disk_full_at });
    end = from + bytes.length;
    told = next;
  }
  yield 'event: end\ndata: {}\n\n';
}

/** JSON escapes every line end: one `data` line holds it. */
function event(name: string, piece: LogPiece): string {
  return `event: ${name}\nid: ${piece.attempt}:${piece.next}\ndata: ${JSON.stringify(piece)}\n\n`;
}

function toPieceView(stream: LogStream, piece: Piece): LogPiece {
  const { attempt, bytes, from, size, attempts, diskFullAt } = piece;
  const { text, length } = utf8Text(bytes, from + bytes.length >= size);
  const disk_full_at = toTimestampOrNull(diskFullAt);
  return { stream, attempt, attempts, from, next: from + length, size, text, disk_full_at };
}

/** The log as it is at the beginning of the download: what is written meanwhile is not waited for. */
async function* allOf(
  first: Piece,
  read: (from: number) => Promise<Piece | null>,
): AsyncGenerator<Uint8Array> {
  let piece: Piece | null = first;
  while (piece && piece.bytes.length > 0 && piece.from < first.size) {
    yield piece.bytes.subarray(0, first.size - piece.from);
    piece = await read(piece.from + piece.bytes.length);
  }
}
