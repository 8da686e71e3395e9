import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Clock } from '../../core/ports/clock.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import type { RequestRates } from '../../core/quotas/request-rates.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import type { PasswordDoor } from '../authentication/password-door.ts';
import { guardRoutes } from '../guard-routes.ts';
import type { RouteAudit } from '../route-audit.ts';
import { nameDialect } from '../observe-requests.ts';
import { answerIamError, answerNoIamRoute } from './iam-error.ts';
import { issueTokenRoute } from './issue-token.ts';
import { listDomainsRoute } from './list-domains.ts';
import { listProjectsRoute } from './list-projects.ts';

/** As much of the cloud's identity service as unmodified clients need to start (dli-api.md 1.1, 1.3). */
export function iamFacade(
  authenticator: Authenticator,
  rates: RequestRates,
  identities: IdentityStore,
  clock: Clock,
  audit: RouteAudit,
  homeProjectId: string,
  passwords: PasswordDoor,
): FastifyPluginAsync {
  return async (app) => {
    nameDialect(app, 'iam');
    app.setValidatorCompiler(TypeBoxValidatorCompiler);
    app.setErrorHandler(answerIamError);
    app.setNotFoundHandler(answerNoIamRoute);
    // Whoever logs in has no credential yet: this route alone is open.
    issueTokenRoute(app, audit, identities, clock, homeProjectId, passwords);
    await app.register(async (guarded: FastifyInstance) => {
      guardRoutes(guarded, authenticator, rates, [], audit);
      listProjectsRoute(guarded);
      listDomainsRoute(guarded);
    });
  };
}
