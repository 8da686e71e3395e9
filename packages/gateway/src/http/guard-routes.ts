import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { AccessRefusedError } from '../core/access/access-refused-error.ts';
import type { Principal } from '../core/access/principal.ts';
import { OverQuotaError } from '../core/quotas/over-quota-error.ts';
import type { RequestRates } from '../core/quotas/request-rates.ts';
import type { Authenticator, AuthScheme, Claim } from './authentication/authenticator.ts';
import { demandOwnProject, demandPermission } from './authorize.ts';
import type { RouteAudit } from './route-audit.ts';
import { ignoreBody, rawBodyOf, readJsonBody } from './read-json-body.ts';

/**
 * Puts every route that is added to `app` from now on behind the door: only a known caller, for his
 * own project, gets through; to a route that says `needs: 'administer'`, only an admin. The body is read
 * after the headers were believed, and looked into only after the whole request was. A request counts
 * against its project's rate as soon as it is known to be the project's: before its body is read where
 * the headers prove it, after it where a signature covers the body, so that nobody uses up another's.
 * @param accepts which schemes of `Authorization` are a credential here
 * @param projectOfUnknown whose an address is that is no route, and of which only he is told; null: nobody's
 */
export function guardRoutes(
  app: FastifyInstance,
  authenticator: Authenticator,
  rates: RequestRates,
  accepts: readonly AuthScheme[],
  audit: RouteAudit,
  projectOfUnknown: (request: FastifyRequest) => string | null = () => null,
): void {
  const claims = new WeakMap<FastifyRequest, Claim>();

  app.addHook('onRoute', refuseOpenRoute);
  audit.settleRoutes(app);

  app.addHook('onRequest', async (request) => {
    // What is not there is not there for anybody.
    if (request.is404 && projectOfUnknown(request) === null) return;
    const claim = await authenticator.identify(request, accepts);
    if (claim.kind === 'refused') throw new AccessRefusedError(claim.refusal);
    claims.set(request, claim);
    if (claim.kind === 'proved') await countRequest(rates, claim.principal, request);
  });

  app.addHook('preValidation', async (request) => {
    const claim = claims.get(request);
    if (!claim && request.is404) return;
    if (!claim) throw new Error('a request came past the door without being seen');
    const { takesStream = false } = request.routeOptions.config;
    const proof = authenticator.prove(claim, takesStream ? 'to_come' : rawBodyOf(request));
    if (proof.kind === 'refused') throw new AccessRefusedError(proof.refusal);
    if (claim.kind === 'signed') await countRequest(rates, proof.principal, request);
    request.principal = proof.principal;
    if (request.is404) {
      const project_id = projectOfUnknown(request);
      return demandOwnProject(proof.principal, {
        params: { project_id },
        headers: request.headers,
      });
    }
    request.countRequest = () => takeRequest(rates, proof.principal);
    request.mayGoOn = () => authenticator.stillLetsIn(proof.principal, request, accepts);
    // Before anything is refused: also who may not is on record.
    const { projectId, userName, role } = proof.principal;
    audit.begin(request, { projectId, userName, role, credential: proof.credential });
    demandOwnProject(proof.principal, request);
    if (isCancelWithoutBody(request)) ignoreBody(request);
    else if (!takesStream) await readJsonBody(request);
    demandPermission(proof.principal, request);
  });
}

/** What stops work is not refused for a body that nobody reads (dli-api.md 3.0.1, 13). */
function isCancelWithoutBody({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.needs === 'cancel' && routeOptions.schema?.body === undefined;
}

/** A cancel is never refused for the number of requests, and uses up none: it makes load less. */
async function countRequest(
  rates: RequestRates,
  principal: Principal,
  { routeOptions }: FastifyRequest,
): Promise<void> {
  if (routeOptions.config.needs !== 'cancel') await takeRequest(rates, principal);
}

async function takeRequest(rates: RequestRates, { projectId }: Principal): Promise<void> {
  const over = await rates.take(projectId);
  if (over) throw new OverQuotaError(over);
}

function refuseOpenRoute({ method, url, config }: RouteOptions): void {
  if (config?.needs === undefined) {
    throw new Error(
      `the route ${String(method)} ${url} must say in config.needs what its caller needs`,
    );
  }
}
