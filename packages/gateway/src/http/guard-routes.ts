import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { type AccessRefusal, AccessRefusedError } from '../core/access/access-refused-error.ts';
import type { Authenticator, Claim } from './authentication/authenticator.ts';
import { checkPermission, checkProject } from './authorize.ts';
import { rawBodyOf, readJsonBody } from './read-json-body.ts';

/**
 * Puts every route that is added to `app` from now on behind the door: only a known caller, for his
 * own project, with the permission that the route's `needs` names, gets through. The body is read
 * after the headers were believed, and looked into only after the whole request was.
 * @param acceptsBearer whether `Authorization: Bearer` is a credential here
 */
export function guardRoutes(
  app: FastifyInstance,
  authenticator: Authenticator,
  acceptsBearer: boolean,
): void {
  const claims = new WeakMap<FastifyRequest, Claim>();

  app.addHook('onRoute', refuseOpenRoute);

  app.addHook('onRequest', async (request) => {
    // What is not there is not there for anybody.
    if (request.is404) return;
    const claim = await authenticator.identify(request, acceptsBearer);
    if (claim.kind === 'refused') throw new AccessRefusedError(claim.refusal);
    claims.set(request, claim);
  });

  app.addHook('preValidation', async (request) => {
    if (request.is404) return;
    const claim = claims.get(request);
    if (!claim) throw new Error('a request came past the door without being seen');
    const proof = authenticator.prove(claim, rawBodyOf(request));
    if (proof.kind === 'refused') throw new AccessRefusedError(proof.refusal);
    request.principal = proof.principal;
    refuseIf(checkProject(proof.principal, request));
    await readJsonBody(request);
    refuseIf(checkPermission(proof.principal, request));
  });
}

function refuseOpenRoute({ method, url, config }: RouteOptions): void {
  if (config?.needs === undefined) {
    throw new Error(
      `the route ${String(method)} ${url} must say in config.needs what its caller needs`,
    );
  }
}

function refuseIf(refusal: AccessRefusal | null): void {
  if (refusal) throw new AccessRefusedError(refusal);
}
