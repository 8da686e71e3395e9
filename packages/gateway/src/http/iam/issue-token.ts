import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Principal } from '../../core/access/principal.ts';
import type { AuditActor } from '../../core/ports/audit-log.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import { newToken } from '../authentication/new-secrets.ts';
import { hashSecret } from '../authentication/secret-hash.ts';
import type { PasswordDoor } from '../authentication/password-door.ts';
import { readJsonBody } from '../read-json-body.ts';
import type { RouteAudit } from '../route-audit.ts';
import { chooseProject } from './choose-project.ts';
import { refuseAsIam } from './iam-error.ts';
import { tokenBody } from './token-body.ts';
import { TokenRequest } from './token-request.ts';

const tokenTtlMs = 24 * 60 * 60 * 1_000;

/** Anybody may send this body: it has a limit of its own. */
const loginBodyLimitBytes = 16 * 1024;

/** Gives a token for a password (dli-api.md 1.1). Only its hash is kept, and it outlives a restart. */
export function issueTokenRoute(
  app: FastifyInstance,
  audit: RouteAudit,
  identities: IdentityStore,
  clock: Clock,
  homeProjectId: string,
  { attempts, checks }: PasswordDoor,
): void {
  audit.settleRoutes(app);
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/auth/tokens',
    {
      bodyLimit: loginBodyLimitBytes,
      config: { audit: 'issue_token' },
      schema: {
        body: TokenRequest,
        querystring: Type.Object({ nocatalog: Type.Optional(Type.String()) }),
      },
      preValidation: readJsonBody,
    },
    async (request, reply) => {
      const { identity, scope } = request.body.auth;
      const { user } = identity.password;
      const attempt = attempts.begin(user.domain.name, user.name, request.ip);
      // Of a flood that is held back one record is enough: the disk is not for its sender to fill.
      if (attempt.kind === 'wait' && !attempt.isFirst) {
        return tooManyTries(reply, attempt.retryAfterSeconds);
      }
      const entry = await identities.findByPassword(user.domain.name, user.name);
      const choice = chooseProject(entry?.principals ?? [], scope);
      const claimed = choice.kind === 'chosen' ? choice.principal : entry?.principals[0];
      audit.begin(request, claimant(user.name, claimed ?? null, homeProjectId));
      request.auditTarget = user.domain.name;
      if (attempt.kind === 'wait') return tooManyTries(reply, attempt.retryAfterSeconds);
      const isRight = await checks.verify(user.password, entry?.passwordHash ?? null);
      if (isRight === null) return tooManyLogins(reply);
      if (!entry || !isRight) return wrongPassword(reply);
      attempt.succeeded();

      switch (choice.kind) {
        case 'not_his':
          return refuseAsIam(
            reply,
            403,
            'The user has no project like the scope that was asked for.',
          );
        case 'several':
          return refuseAsIam(reply, 400, 'The user has several projects: name one in auth.scope.');
        case 'chosen':
          break;
      }
      const { principal } = choice;
      const token = newToken();
      const issuedAt = clock.now();
      const issued = { principal, issuedAt, expiresAt: issuedAt + tokenTtlMs };
      await identities.saveToken({ hash: hashSecret(token), ...issued });
      const catalogUrl =
        request.query.nocatalog === 'true' ? null : `${request.protocol}://${request.host}`;
      return reply.code(201).header('x-subject-token', token).send(tokenBody(issued, catalogUrl));
    },
  );
}

/** Who somebody says he is: until his password was found right, the record has nothing better. */
function claimant(userName: string, known: Principal | null, homeProjectId: string): AuditActor {
  return {
    projectId: known?.projectId ?? homeProjectId,
    userName,
    role: known?.role ?? null,
    credential: { kind: 'password', id: userName },
  };
}

function tooManyLogins(reply: FastifyReply): FastifyReply {
  reply.header('retry-after', 5);
  return refuseAsIam(reply, 429, 'Too many are logging in. Try again in a few seconds.');
}

/** Of whom or from where is not said: it would tell who has an account here. */
function tooManyTries(reply: FastifyReply, retryAfterSeconds: number): FastifyReply {
  reply.header('retry-after', retryAfterSeconds);
  const message = `Too many log-ins have failed. Try again in ${retryAfterSeconds} seconds.`;
  return refuseAsIam(reply, 429, message);
}

/** The same for an unknown user: who has an account here is nobody's business. */
function wrongPassword(reply: FastifyReply): FastifyReply {
  return refuseAsIam(reply, 401, 'The username or password is wrong.');
}
