import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { sessionLog } from '../../session-log.ts';
import { unknownSession } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';

const absentSize = 100;
const AnyCount = Type.Integer({ description: 'a whole number' });

/** What happened to a session, line by line; without `from` the last lines (livy-api.md 1). */
export function showSessionLogRoute(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id/log',
    {
      config: { needs: 'read' },
      schema: {
        params: SessionParams,
        querystring: Type.Object({
          from: Type.Optional(AnyCount),
          size: Type.Optional(AnyCount),
        }),
      },
    },
    async ({ params, principal, query }, reply) => {
      const session = await findShown(actions, principal, params.id);
      const events = session && (await actions.sessionEvents(principal, session.id));
      if (!session || !events) return refuse(reply, unknownSession(params.id));
      const lines = sessionLog(session, events);
      const { from: asked = -1, size: askedSize = absentSize } = query;
      const size = askedSize < 0 ? lines.length : askedSize;
      const from = asked < 0 ? Math.max(0, lines.length - size) : asked;
      const log = lines.slice(from, from + size);
      return { id: session.number, from, total: lines.length, log };
    },
  );
}
