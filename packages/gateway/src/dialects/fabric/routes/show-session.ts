import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Edition } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { SessionParams } from '../names.ts';
import { SessionState, toSessionState } from '../open-session.ts';
import { noSession } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** What a session is doing, or that it has ended (fabric-api.md 5.4). */
export function showSessionRoute(
  app: FabricApp,
  actions: GuardedActions,
  { sessions }: Edition,
): void {
  app.get(
    `${sessions}/:session_id`,
    {
      config: { needs: 'read' },
      schema: { params: SessionParams, response: { 200: SessionState } },
    },
    async ({ principal, params: { session_id } }, reply) => {
      const session = await actions.findSession(principal, session_id.toLowerCase());
      return session ? toSessionState(session) : refuse(reply, noSession(session_id));
    },
  );
}
