import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { sessionLog } from '../../session-log.ts';
import { unknownSession } from '../session-refusals.ts';

const wholeNumber = Type.String({ pattern: '^-?[0-9]{1,9}$', description: 'a whole number' });
const absentSize = 100;

/**
 * What a session has to say, by lines (dli-api.md 3.3.5). Without `from`, or below 0, the last `size`
 * lines; with a `size` below 0, all.
 */
export function showSessionLogRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions/:session_id/log',
    {
      config: { needs: 'read' },
      schema: {
        params: SessionParams,
        querystring: Type.Partial(Type.Object({ from: wholeNumber, size: wholeNumber })),
        response: {
          200: Type.Object({
            id: Type.String(),
            from: Type.Integer(),
            total: Type.Integer(),
            log: Type.Array(Type.String()),
          }),
        },
      },
    },
    async (request, reply) => {
      const { principal, query } = request;
      const { session_id } = request.params;
      const session = await actions.findSession(principal, session_id.toLowerCase());
      const events = session && (await actions.sessionEvents(principal, session.id));
      if (!events) return refuse(request, reply, unknownSession(session_id));
      const lines = sessionLog(session, events);
      const asked = Number(query.size ?? absentSize);
      const size = asked < 0 ? lines.length : asked;
      const wanted = Number(query.from ?? -1);
      const from = wanted < 0 ? Math.max(0, lines.length - size) : wanted;
      return { id: session.id, from, total: lines.length, log: lines.slice(from, from + size) };
    },
  );
}
