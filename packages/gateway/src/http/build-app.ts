import {
  type FastifyBaseLogger,
  fastify,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
  type FastifyRequest,
  type FastifyServerOptions,
  type RouteOptions,
} from 'fastify';
import type { Socket } from 'node:net';
import type { AuditLog } from '../core/ports/audit-log.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { ProjectQuotas } from '../core/quotas/project-quotas.ts';
import { type AllowedHosts, loopbackHosts } from './allowed-hosts.ts';
import { answerClientError } from './answer-client-error.ts';
import { answerError, answerFrameworkError, answerNoRoute } from './answer-error.ts';
import { Authenticator, type AuthScheme } from './authentication/authenticator.ts';
import type { JobTokens } from './authentication/job-tokens.ts';
import { PasswordDoor } from './authentication/password-door.ts';
import type { SecretBox } from './authentication/secret-box.ts';
import { guardRoutes } from './guard-routes.ts';
import { healthRoutes, type Readiness } from './health-routes.ts';
import { iamFacade } from './iam/iam-facade.ts';
import {
  bodyLimitBytes,
  headersLimitBytes,
  requestTimeoutMs,
  stallTimeoutMs,
  urlLimit,
} from './limits.ts';
import { keepRequestDeadlines } from './request-deadline.ts';
import { RequestLog } from './logs/request-log.ts';
import { refuseForeignHost } from './refuse-foreign-host.ts';
import { type MetricsDoor, metricsRoute } from './metrics-route.ts';
import { nameDialect, observeRequests, type OverRequest } from './observe-requests.ts';
import { refuseForeignOrigin } from './refuse-foreign-origin.ts';
import { RouteAudit } from './route-audit.ts';
import { RequestError } from './request-error.ts';
import { requestIdOf } from './request-id.ts';
import { resetWhenCut } from './reset-when-cut.ts';
import { routableUrl } from './routable-url.ts';

export interface AppOptions {
  readonly logger: FastifyBaseLogger;
  readonly identities: IdentityStore;
  readonly secrets: SecretBox;
  readonly quotas: ProjectQuotas;
  readonly audit: AuditLog;
  /** Where log-ins are on record that name nobody who is known. */
  readonly homeProjectId: string;
  readonly clock: Clock;
  readonly readiness: Readiness;
  readonly dialects: readonly MountedDialect[];
  /** What anybody may read about the gateway. */
  readonly pages?: FastifyPluginAsync;
  /** What programs of batches show; absent: there are none. */
  readonly jobTokens?: Pick<JobTokens, 'principalOf'>;
  /** What another port of the same gateway shares with this one; absent: there is no other. */
  readonly passwords?: PasswordDoor;
  /** Absent: loopback, in the clear. */
  readonly outside?: Outside;
  readonly metrics?: MetricsDoor & {
    /** Hears of every request when it is over. */
    readonly request: (request: OverRequest) => void;
  };
  /** Told of each route that is added. */
  readonly onRoute?: (route: Pick<RouteOptions, 'method' | 'url'>) => void;
}

/** How the server is met from beyond loopback. */
export interface Outside {
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly trustedProxies: readonly string[];
  readonly hosts: AllowedHosts;
}

/** A wire API, and where it is mounted. Each of its routes says in `config.needs` what it needs. */
export interface MountedDialect {
  /** Its name in metrics. */
  readonly name: string;
  readonly plugin: FastifyPluginCallback | FastifyPluginAsync;
  /** Empty where its routes are written in full. */
  readonly prefix: string;
  /** Routes of it that are open to anybody. */
  readonly openRoutes?: FastifyPluginCallback;
  /** Which schemes of `Authorization` count, beside `X-Auth-Token` and signatures. */
  readonly accepts: readonly AuthScheme[];
  /** Whose an address is that it answers though it is none of its routes; null: nobody's, and not there. */
  readonly projectOfUnknown?: (request: Pick<FastifyRequest, 'method' | 'url'>) => string | null;
}

/** The HTTP server, not yet listening: its dialects behind the door, the IAM façade, and health. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, clock, readiness } = options;
  const { tls, trustedProxies, hosts } = options.outside ?? loopbackOnly;
  const limits = { maxHeaderSize: headersLimitBytes };
  const app = fastify({
    loggerInstance: logger,
    logController: new RequestLog(),
    genReqId: requestIdOf,
    bodyLimit: bodyLimitBytes,
    // Of Node's own, that for headers stays; for the rest see `keepRequestDeadlines`.
    requestTimeout: 0,
    // An id that is too long is for its dialect to refuse.
    routerOptions: { maxParamLength: urlLimit },
    ...(tls ? { https: { ...tls, ...limits, minVersion: 'TLSv1.2' } } : { http: limits }),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    rewriteUrl: routableUrl,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, logger),
    // Of a server with TLS Fastify has another type, which differs in nothing that is used here.
  } as FastifyServerOptions);
  if (options.onRoute) app.addHook('onRoute', options.onRoute);
  keepBodiesRaw(app);
  app.decorateRequest('principal');
  app.decorateRequest('arrivedAt', 0);
  app.decorateRequest('countRequest');
  app.decorateRequest('mayGoOn');
  app.decorateRequest('auditTarget');
  app.decorateRequest('auditAction');
  app.decorateRequest('settleAudit');
  const stopping = new AbortController();
  app.decorate('stopping', stopping.signal);
  app.addHook('preClose', async () => stopping.abort(null));
  // Read once, an address is known also when its client has gone.
  for (const event of ['connection', 'secureConnection']) {
    app.server.on(event, (socket: Socket) => void socket.remoteAddress);
  }
  resetWhenCut(app);
  keepRequestDeadlines(app, { wholeMs: requestTimeoutMs, stallMs: stallTimeoutMs });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNoRoute);
  if (options.metrics) observeRequests(app, options.metrics.request);
  app.addHook('onRequest', async (request, reply) => {
    request.arrivedAt = clock.now();
    reply.header('x-request-id', request.id);
    if (request.originalUrl !== request.url) throw badUrl();
    if (request.url.length > urlLimit) throw urlTooLong();
    refuseForeignHost(request, hosts);
    refuseForeignOrigin(request);
  });
  app.addHook('onSend', async (_request, reply) => {
    // Were the connection closed, a client that still sends its body would never see the answer.
    if (reply.statusCode === 413) reply.removeHeader('connection');
  });

  healthRoutes(app, readiness, clock);
  if (options.pages) await app.register(options.pages);
  if (options.metrics) metricsRoute(app, options.metrics);
  const { passwords = new PasswordDoor(clock) } = options;
  const authenticator = new Authenticator(
    options.identities,
    options.secrets,
    clock,
    passwords,
    options.jobTokens ?? null,
  );
  const rates = options.quotas.requests;
  const audit = new RouteAudit(options.audit, clock);
  const { identities, homeProjectId } = options;
  await app.register(
    iamFacade(authenticator, rates, identities, clock, audit, homeProjectId, passwords),
    {
      prefix: '/v3',
    },
  );
  for (const dialect of options.dialects) {
    const { name, plugin, prefix, openRoutes, accepts, projectOfUnknown } = dialect;
    if (openRoutes) {
      await app.register(
        async (scope) => {
          nameDialect(scope, name);
          await scope.register(openRoutes);
        },
        { prefix },
      );
    }
    await app.register(
      async (scope) => {
        nameDialect(scope, name);
        guardRoutes(scope, authenticator, rates, accepts, audit, projectOfUnknown);
        await scope.register(plugin);
      },
      { prefix },
    );
  }
  return app;
}

const loopbackOnly: Outside = { tls: null, trustedProxies: [], hosts: loopbackHosts };

/** A signature covers the very bytes that came, whatever type they are said to be. */
function keepBodiesRaw(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function badUrl(): RequestError {
  return new RequestError(
    400,
    'SLUICE_BAD_URL',
    'The path of the request is not percent-encoded UTF-8.',
  );
}

function urlTooLong(): RequestError {
  return new RequestError(
    414,
    'SLUICE_URL_TOO_LONG',
    `The path and query of a request may have ${urlLimit} characters together.`,
  );
}
