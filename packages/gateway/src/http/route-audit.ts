import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditActor, AuditLog, AuditOutcome, OpenDeed } from '../core/ports/audit-log.ts';
import type { Clock } from '../core/ports/clock.ts';

const longestUserAgent = 200;
const longestTarget = 200;

/**
 * Notes every change that is asked for over HTTP: before its route looks at it, so that none is durable
 * without its record, and once more with its outcome. A route that changes something is noted by itself,
 * under `config.audit` or, without that, its pattern; `audit: false` says that it changes nothing.
 */
export class RouteAudit {
  readonly #audit: AuditLog;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #open = new WeakMap<FastifyRequest, OpenDeed>();

  constructor(audit: AuditLog, clock: Pick<Clock, 'now'>) {
    this.#audit = audit;
    this.#clock = clock;
  }

  /** To be called once it is known who asks, or at a log-in who he says he is. */
  begin(request: FastifyRequest, actor: AuditActor): void {
    const action = actionOf(request);
    if (action === null) return;
    const { 'user-agent': userAgent } = request.headers;
    const deed = this.#audit.begin({
      at: this.#clock.now(),
      actor,
      action,
      origin: {
        remoteAddress: request.ip ?? 'unknown',
        requestId: request.id,
        userAgent: userAgent?.slice(0, longestUserAgent) ?? null,
      },
    });
    this.#open.set(request, deed);
    request.settleAudit = () => this.#settle(request, 'done');
  }

  /** Notes the outcome of every request of these routes that was begun. */
  settleRoutes(app: FastifyInstance): void {
    app.addHook('onSend', (request, reply) => this.#settle(request, outcomeOf(reply.statusCode)));
  }

  async #settle(request: FastifyRequest, outcome: AuditOutcome): Promise<void> {
    const deed = this.#open.get(request);
    if (!deed) return;
    this.#open.delete(request);
    const failed = (error: unknown) => request.log.error({ err: error }, 'the audit failed');
    // No answer is given before its record is on disk; its outcome follows.
    await deed.written.catch(failed);
    const { auditAction: action } = request;
    deed.settle({ outcome, target: targetOf(request), action }).catch(failed);
  }
}

function actionOf({ method, routeOptions: { config, url } }: FastifyRequest): string | null {
  if (config.audit === false || method === 'GET' || method === 'HEAD') return null;
  return config.audit ?? `${method} ${url}`;
}

function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'done';
  if (status === 401 || status === 403) return 'refused';
  return status < 500 ? 'rejected' : 'failed';
}

/** Of an address, those of a part before those of what it is in. */
const targetParams = [
  'statement_id',
  'id',
  'job_id',
  'batch_id',
  'session_id',
  'key',
  'queue_name',
  'resource_name',
  'name',
  'database_name',
];

/** What the route says, or else what its address names. */
function targetOf({ auditTarget, params }: FastifyRequest): string | null {
  const named = params as Readonly<Record<string, string | undefined>>;
  const target = auditTarget ?? targetParams.map((name) => named[name]).find(Boolean);
  return target?.slice(0, longestTarget) ?? null;
}
