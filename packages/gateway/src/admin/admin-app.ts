import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { adminVerbs, type AdminVerbName, type Problem, problemStatuses } from '@sluice/protocol';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import {
  type FastifyBaseLogger,
  type FastifyError,
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { UnavailableError } from '../core/ports/unavailable-error.ts';
import type { AdminRefusal, AdminVerb } from './admin-verb.ts';
import { describeInvalidOrder } from './describe-invalid-order.ts';

export interface AdminAppOptions {
  readonly verbs: readonly AdminVerb[];
  readonly logger: FastifyBaseLogger;
  /** Told of each order that was understood, before anything is done. */
  readonly begin?: (order: Omit<AdminDeed, 'outcome'>) => void;
  /** Told of it again, once its outcome is known. */
  readonly note: (deed: AdminDeed) => void | Promise<void>;
}

/** What was asked and what came of it. Orders carry no secret; answers may, and are not in it. */
export interface AdminDeed {
  readonly verb: AdminVerbName;
  readonly order: unknown;
  readonly isChange: boolean;
  /** What the order is about. */
  readonly target: string | null;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly requestId: string;
}

/** An order is a few names. */
const bodyLimitBytes = 64 * 1_024;

/**
 * The server behind the admin socket, not yet listening: `POST /<verb>`. It asks for no credential:
 * the mode of the socket and of its directory lets in nobody but the user whose gateway this is.
 */
export function buildAdminApp({ verbs, logger, begin, note }: AdminAppOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    // Each order is noted, with its outcome.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
  });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, {
      code: 'not_found',
      detail: `This gateway has no admin verb ${request.url.slice(1)}; it may be of another version.`,
    }),
  );
  for (const verb of verbs) {
    app.post(`/${verb.name}`, { schema: { body: adminVerbs[verb.name].order } }, (request, reply) =>
      carryOut(verb, request, reply, { begin, note }),
    );
  }
  return app;
}

async function carryOut(
  verb: AdminVerb,
  request: FastifyRequest,
  reply: FastifyReply,
  { begin, note }: { begin: AdminAppOptions['begin']; note: AdminAppOptions['note'] },
): Promise<FastifyReply> {
  const { id: requestId, body: order } = request;
  const { name, isChange } = verb;
  const deed = { verb: name, order, isChange, target: verb.targetOf(order), requestId };
  const tell = async (outcome: AdminDeed['outcome']) => note({ ...deed, outcome });
  begin?.(deed);
  try {
    const outcome = await verb.carryOut(order);
    await tell(outcome.kind);
    return outcome.kind === 'done' ? reply.send(outcome.answer) : refuse(request, reply, outcome);
  } catch (error) {
    await tell('failed');
    throw error;
  }
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const [failed] = error.validation ?? [];
  if (failed) {
    const detail = describeInvalidOrder(failed, request.routeOptions.schema?.body);
    return refuse(request, reply, { code: 'invalid_request', detail });
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) {
    return refuse(request, reply, { code: 'invalid_request', detail: error.message });
  }
  request.log.error({ err: error }, 'an admin request failed');
  if (error instanceof UnavailableError) {
    return refuse(request, reply, { code: 'unavailable', detail: error.told });
  }
  const detail = `The gateway failed to carry out the request. Its log has the cause under ${request.id}.`;
  return refuse(request, reply, { code: 'internal', detail });
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, detail }: Pick<AdminRefusal, 'code' | 'detail'>,
): FastifyReply {
  const status = problemStatuses[code];
  const title = STATUS_CODES[status] ?? code;
  const problem: Problem = {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    request_id: request.id,
  };
  return reply.code(status).type('application/problem+json').send(problem);
}
