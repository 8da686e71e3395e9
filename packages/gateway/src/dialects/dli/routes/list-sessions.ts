import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { Name, ProjectParams } from '../names.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { PageQuery, toPage } from '../session-page.ts';
import { SessionRecord, toSessionRecord } from '../session-record.ts';

const absentSize = 100;

/** Lists the sessions that are kept, the oldest first, without their logs (dli-api.md 3.3.2). */
export function listSessionsRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions',
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: Type.Object({
          ...PageQuery.properties,
          queue: Type.Optional(Name),
          cluster_name: Type.Optional(Name),
        }),
        response: {
          200: Type.Object({
            from: Type.Integer(),
            total: Type.Integer(),
            sessions: Type.Array(SessionRecord),
          }),
        },
      },
    },
    async (request, reply) => {
      const { principal, query } = request;
      const queueName = query.queue ?? query.cluster_name;
      if (queueName !== (query.cluster_name ?? queueName)) {
        const message = 'queue and cluster_name mean the same and must not differ';
        return refuse(request, reply, invalid(message));
      }
      const filter = queueName === undefined ? {} : { queueName: queueName.toLowerCase() };
      const page = { ...toPage(query, absentSize), order: 'created_asc' } as const;
      const { sessions, total } = await actions.listSessions(principal, filter, page);
      const busy = await actions.busySessions(sessions);
      return {
        from: page.offset,
        total,
        sessions: sessions.map((session) => toSessionRecord(session, busy.has(session.id), [])),
      };
    },
  );
}
