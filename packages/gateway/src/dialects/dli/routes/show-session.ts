import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { SessionRecord } from '../session-record.ts';
import { unknownSession } from '../session-refusals.ts';
import { showSession } from '../show-session.ts';

/** A session, also one that has ended, as long as it is kept (dli-api.md 3.3.3, 3.0.4). */
export function showSessionRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions/:session_id',
    {
      config: { needs: 'read' },
      schema: { params: SessionParams, response: { 200: SessionRecord } },
    },
    async (request, reply) => {
      const { session_id } = request.params;
      const session = await actions.findSession(request.principal, session_id.toLowerCase());
      if (!session) return refuse(request, reply, unknownSession(session_id));
      return showSession(actions, request.principal, session);
    },
  );
}
