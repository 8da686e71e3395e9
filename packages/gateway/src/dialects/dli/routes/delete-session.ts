import { Type } from 'typebox';
import type { CloseVerdict } from '../../../core/actions/close-session.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { wishOf } from '../../wish-of.ts';
import { hasEnded } from '../../../core/session/session.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import {
  deletedBefore,
  deleteNotConfirmed,
  endedByItself,
  unknownSession,
} from '../session-refusals.ts';

/**
 * Closes a session with all its statements, and answers when the truth is known (dli-api.md 3.3.6). One that
 * had ended without a delete, by itself or as another wished, is deleted, once (3.0.1): nothing of it was left.
 */
export function deleteSessionRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.delete(
    '/v2.0/:project_id/sessions/:session_id',
    {
      config: { needs: 'cancel', audit: 'close_session' },
      schema: {
        params: SessionParams,
        response: { 200: Type.Object({ msg: Type.Literal('deleted') }) },
      },
    },
    async (request, reply) => {
      const asked = request.params.session_id;
      const sessionId = asked.toLowerCase();
      request.auditTarget = sessionId;
      const session = await actions.findSession(request.principal, sessionId);
      if (session && hasEnded(session) && !session.isDeleted) {
        if (await actions.deleteEndedSession(request.principal, session)) return deleted;
      }
      const wish = wishOf(request);
      const verdict = await actions.closeSession(
        request.principal,
        sessionId,
        wish,
        cancelTimeoutMs,
      );
      if (verdict.kind === 'closed') {
        await actions.deleteEndedSession(request.principal, verdict.session);
      }
      const refusal = refusalOf(verdict, asked, cancelTimeoutMs);
      return refusal ? refuse(request, reply, refusal) : deleted;
    },
  );
}

const deleted = { msg: 'deleted' } as const;

/** Null only where its statements have ended and all that it held is back (I8). */
function refusalOf(verdict: CloseVerdict, asked: string, cancelTimeoutMs: number): Refusal | null {
  switch (verdict.kind) {
    case 'closed':
      return null;
    case 'ended_otherwise': {
      const { session } = verdict;
      const wasDeleted = session.isDeleted || session.state.ending.how === 'closed';
      return wasDeleted ? deletedBefore(asked) : endedByItself(session);
    }
    case 'not_confirmed':
      return deleteNotConfirmed(verdict.session, cancelTimeoutMs);
    case 'unknown':
      return unknownSession(asked);
  }
}
