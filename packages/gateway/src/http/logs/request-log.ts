import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { answerEnd } from '../answer-end.ts';

/** Logs each request once, when it is over: answered, left by its client before that, or cut. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'request_id' });
  }

  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    const startedAt = performance.now();
    // Not `finish`: a client that leaves early gets no answer, and is logged all the same.
    reply.raw.once('close', () => {
      const end = answerEnd(reply.raw);
      const fields = {
        ...whatWasAsked(request),
        // Of an answer that is not whole the status would say too much.
        ...(end === 'whole' ? { status: reply.statusCode } : { status: null, end }),
        duration_ms: Math.round(performance.now() - startedAt),
        ...whoAsked(request),
      };
      if (reply.statusCode >= 500) request.log.error(fields, 'request');
      else request.log.info(fields, 'request');
    });
  }

  override requestCompleted(): void {}

  override routeNotFound(): void {}
}

const longestPath = 512;

/** The query stays out: it may carry what its sender keeps secret. */
function whatWasAsked({ method, originalUrl, routeOptions }: FastifyRequest) {
  const [path = ''] = originalUrl.split('?', 1);
  return { method, route: routeOptions.url ?? null, path: path.slice(0, longestPath) };
}

function whoAsked(request: FastifyRequest) {
  // A request that was not let in, or that is open to anybody, speaks for nobody.
  const { principal } = request as Partial<FastifyRequest>;
  return { user: principal?.userName ?? null, project: principal?.projectId ?? null };
}
