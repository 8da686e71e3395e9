import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { SessionBody, toSessionOrder } from '../session-body.ts';
import { SessionRecord } from '../session-record.ts';
import { sessionRefused } from '../session-refusals.ts';
import { showSession } from '../show-session.ts';

/** Makes a session, which opens later (dli-api.md 3.3.1). */
export function createSessionRoute(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v2.0/:project_id/sessions',
    {
      config: { needs: 'submit', audit: 'create_session' },
      schema: { params: ProjectParams, body: SessionBody, response: { 200: SessionRecord } },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const asked = toSessionOrder(body);
      if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
      const answer = await actions.createSession(principal, asked.order);
      if (answer.kind !== 'accepted') return refuse(request, reply, sessionRefused(answer));
      request.auditTarget = answer.session.id;
      return showSession(actions, principal, answer.session);
    },
  );
}
