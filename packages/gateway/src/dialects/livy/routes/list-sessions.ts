import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { LivyApp } from '../livy-app.ts';
import { PageQuery, pageOf } from '../names.ts';
import { toSessionView } from '../session-view.ts';

const absentSize = 100;
/** More than a project can have. */
const mostSize = 10_000;
const live = ['waiting', 'starting', 'open', 'closing'] as const;

/** Lists the sessions that have not ended, the oldest first. */
export function listSessionsRoute(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/sessions',
    { config: { needs: 'read' }, schema: { querystring: PageQuery } },
    async ({ principal, query }) => {
      const page = { ...pageOf(query, absentSize, mostSize), order: 'created_asc' } as const;
      const { sessions, total } = await actions.listSessions(principal, { statuses: live }, page);
      const [busy, leases] = await Promise.all([
        actions.busySessions(sessions),
        actions.leaseLengths(sessions),
      ]);
      return {
        from: page.offset,
        total,
        sessions: sessions.map((session) =>
          toSessionView(session, busy.has(session.id), leases.get(session.id), []),
        ),
      };
    },
  );
}
