import { Session, WaitQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import { unknownSession } from '../session-refusals.ts';
import { toSessionView } from '../session-view.ts';

const absentTimeoutMs = 30_000;

/** Shows one session, and waits until it is open. */
export function showSessionRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showSession',
        summary: 'Show a session',
        params: SessionParams,
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const session = await actions.findSession(request.principal, id);
      return session ? toSessionView(session) : refuse(request, reply, unknownSession(id));
    },
  );

  // Answers as soon as it neither waits nor starts any more, or when the time is up.
  app.get(
    '/sessions/:id/wait',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'waitForSession',
        summary: 'Wait until a session is open or has ended',
        params: SessionParams,
        querystring: WaitQuery,
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { timeout_ms: timeoutMs = absentTimeoutMs } = request.query;
      const session = await actions.awaitSession(
        request.principal,
        id,
        timeoutMs,
        ({ state }) => state.status !== 'waiting' && state.status !== 'starting',
        clientLeft(reply),
      );
      return session ? toSessionView(session) : refuse(request, reply, unknownSession(id));
    },
  );
}
