import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { unknownSession } from '../session-refusals.ts';
import { toSessionWord } from '../session-words.ts';
import { showSession } from '../show-session.ts';
import { findShown } from '../shown-session.ts';

/** Shows one session, or its state alone. */
export function showSessionRoutes(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id',
    { config: { needs: 'read' }, schema: { params: SessionParams } },
    async ({ params, principal }, reply) => {
      const session = await findShown(actions, principal, params.id);
      if (!session) return refuse(reply, unknownSession(params.id));
      return showSession(actions, principal, session);
    },
  );

  app.get(
    '/sessions/:id/state',
    { config: { needs: 'read' }, schema: { params: SessionParams } },
    async ({ params, principal }, reply) => {
      const session = await findShown(actions, principal, params.id);
      if (!session) return refuse(reply, unknownSession(params.id));
      const busy = await actions.busySessions([session]);
      return { id: session.number, state: toSessionWord(session, busy.has(session.id)) };
    },
  );
}
