import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from './refusal.ts';
import { refuse } from './refuse.ts';

/**
 * Each project has one workspace, named by the id of the project, which the credential says. Any other
 * is not there (fabric-api.md 2).
 */
export async function demandOwnWorkspace(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | void> {
  if (request.is404) return;
  const { workspace_id: asked } = request.params as { readonly workspace_id?: string };
  if (asked === undefined || asked === request.principal.projectId) return;
  return refuse(reply, notFound(`There is no workspace with id ${asked}.`));
}
