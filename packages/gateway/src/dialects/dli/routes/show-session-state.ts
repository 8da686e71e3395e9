import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { unknownSession } from '../session-refusals.ts';
import { toSessionWord } from '../session-words.ts';

/** What a session is doing (dli-api.md 3.3.4). */
export function showSessionStateRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions/:session_id/state',
    {
      config: { needs: 'read' },
      schema: {
        params: SessionParams,
        response: { 200: Type.Object({ id: Type.String(), state: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { session_id } = request.params;
      const session = await actions.findSession(request.principal, session_id.toLowerCase());
      if (!session) return refuse(request, reply, unknownSession(session_id));
      const busy = await actions.busySessions([session]);
      return { id: session.id, state: toSessionWord(session, busy.has(session.id)) };
    },
  );
}
