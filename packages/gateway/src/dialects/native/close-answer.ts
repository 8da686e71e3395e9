import type { CloseVerdict as VerdictView } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CloseVerdict } from '../../core/actions/close-session.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { EndedSession } from '../../core/session/session.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { toSessionReceiptView } from './session-receipt-view.ts';
import { sessionAlreadyEnded } from './session-refusals.ts';
import { toSessionView } from './session-view.ts';

/**
 * Says what became of a close: 200 only where all is back (I3), 202 where that is not known yet.
 * @param unknown the refusal where there is no such session
 */
export async function answerClose(
  request: FastifyRequest,
  reply: FastifyReply,
  actions: GuardedActions,
  verdict: CloseVerdict,
  unknown: Refusal,
): Promise<FastifyReply> {
  switch (verdict.kind) {
    case 'closed':
      return reply.code(200).send(await toClosed(request, actions, verdict.session));
    case 'not_confirmed': {
      const view: VerdictView = {
        verdict: 'not_confirmed',
        session: toSessionView(verdict.session),
      };
      return reply.code(202).send(view);
    }
    case 'ended_otherwise':
      return refuse(request, reply, sessionAlreadyEnded(verdict.session));
    case 'unknown':
      return refuse(request, reply, unknown);
  }
}

async function toClosed(
  { principal }: FastifyRequest,
  actions: GuardedActions,
  session: EndedSession,
): Promise<VerdictView> {
  const receipt = await actions.sessionReceipt(principal, session.id);
  if (!receipt) throw new Error(`session ${session.id} was closed and has no receipt`);
  return {
    verdict: 'closed',
    session: toSessionView(session),
    receipt: toSessionReceiptView(receipt),
  };
}
