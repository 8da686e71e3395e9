import { ClientLease } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { RenewLeaseAnswer } from '../../../core/actions/guarded-sessions.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import { unknownSession } from '../session-refusals.ts';
import { toTimestamp } from '../timestamp.ts';

/** Lets the lease of a client begin anew. The audit leaves it out: it comes every few seconds. */
export function renewLeasesRoutes(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/jobs/:id/lease',
    {
      config: { needs: 'submit', audit: false },
      schema: {
        operationId: 'renewJobLease',
        summary: 'Renew the client lease of a job',
        params: JobParams,
        response: { 200: ClientLease },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const answer = await actions.renewJobLease(request.principal, id);
      return answerRenewal(request, reply, answer, { what: `job ${id}`, unknown: unknownJob(id) });
    },
  );

  app.post(
    '/sessions/:id/lease',
    {
      config: { needs: 'submit', audit: false },
      schema: {
        operationId: 'renewSessionLease',
        summary: 'Renew the client lease of a session',
        params: SessionParams,
        response: { 200: ClientLease },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const answer = await actions.renewSessionLease(request.principal, id);
      const unknown = unknownSession(id);
      return answerRenewal(request, reply, answer, { what: `session ${id}`, unknown });
    },
  );
}

function answerRenewal(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: RenewLeaseAnswer,
  { what, unknown }: { readonly what: string; readonly unknown: Refusal },
): FastifyReply {
  switch (answer.kind) {
    case 'renewed': {
      const { lengthMs, until } = answer.lease;
      const lease: ClientLease = { client_lease_ms: lengthMs, runs_out_at: toTimestamp(until) };
      return reply.send(lease);
    }
    case 'no_lease':
      return refuse(request, reply, {
        code: 'no_lease',
        detail: `The ${what} has no client lease: it was submitted without one, or it has run out.`,
      });
    case 'unknown':
      return refuse(request, reply, unknown);
  }
}
