import type { FastifyRequest } from 'fastify';
import type { AccessRefusal } from '../core/access/access-refused-error.ts';
import { may } from '../core/access/may.ts';
import type { Principal } from '../core/access/principal.ts';
import { noStanding } from '../core/access/standing.ts';

type Asked = Pick<FastifyRequest, 'params' | 'headers' | 'routeOptions'>;

/**
 * Whether the request is for the credential's own project: the one in its path, and the one in
 * `X-Project-Id` (dli-api.md 1.2, rule 6). Null when it is, or names none.
 */
export function checkProject({ projectId }: Principal, asked: Asked): AccessRefusal | null {
  const { project_id: inPath } = asked.params as { readonly project_id?: string };
  const named = [inPath, asked.headers['x-project-id']];
  return named.every((name) => name === undefined || name === projectId)
    ? null
    : { kind: 'wrong_project' };
}

/** Turns away who is no admin from a route for admins. Anything else is for the action to decide. */
export function checkPermission(principal: Principal, asked: Asked): AccessRefusal | null {
  const { needs } = asked.routeOptions.config;
  if (needs === undefined) throw new Error('a route behind the door says nothing of what it needs');
  if (needs !== 'administer' || may(principal, { to: 'administer' }, noStanding)) return null;
  return { kind: 'not_admin' };
}
