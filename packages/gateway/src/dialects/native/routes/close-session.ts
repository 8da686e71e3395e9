import { CancelOrder, CloseNotConfirmed, Closed } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { wishOf } from '../../wish-of.ts';
import { answerClose } from '../close-answer.ts';
import type { NativeApp } from '../native-app.ts';
import { SessionParams } from '../session-params.ts';
import { unknownSession } from '../session-refusals.ts';

/** Closes a session and answers when the truth is known, or when the wait is over. */
export function closeSessionRoute(
  app: NativeApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/sessions/:id/close',
    {
      config: { needs: 'cancel', audit: 'close_session' },
      schema: {
        operationId: 'closeSession',
        summary: 'Close a session',
        params: SessionParams,
        body: CancelOrder,
        response: { 200: Closed, 202: CloseNotConfirmed },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { wait_ms: waitMs = cancelTimeoutMs } = request.body;
      const verdict = await actions.closeSession(request.principal, id, wishOf(request), waitMs);
      return answerClose(request, reply, actions, verdict, unknownSession(id));
    },
  );
}
