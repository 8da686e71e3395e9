import type { FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../core/access/access-refused-error.ts';
import { demandAdmin } from '../core/access/demand-admin.ts';
import type { Principal } from '../core/access/principal.ts';

/**
 * The request must be for the credential's own project: the one in its path, and the one in
 * `X-Project-Id` (dli-api.md 1.2, rule 6), as far as it names any.
 * @throws AccessRefusedError
 */
export function demandOwnProject(
  { projectId }: Principal,
  asked: Pick<FastifyRequest, 'params' | 'headers'>,
): void {
  const { project_id: inPath } = asked.params as { readonly project_id?: string };
  const named = [inPath, asked.headers['x-project-id']];
  if (named.every((name) => name === undefined || name === projectId)) return;
  throw new AccessRefusedError({ kind: 'wrong_project' });
}

/**
 * Turns away who is no admin from a route for admins. Anything else is for the action to decide.
 * @throws AccessRefusedError
 */
export function demandPermission(
  principal: Principal,
  asked: Pick<FastifyRequest, 'routeOptions'>,
): void {
  const { needs } = asked.routeOptions.config;
  if (needs === undefined) throw new Error('a route behind the door says nothing of what it needs');
  if (needs === 'administer') demandAdmin(principal);
}
