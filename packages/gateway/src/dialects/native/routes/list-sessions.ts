import { SessionList, SessionListQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { nextOffset } from '../next-offset.ts';
import { toSessionFilter, toSessionPage } from '../session-filter.ts';
import { toSessionView } from '../session-view.ts';

/** Lists the project's sessions, a page at a time. */
export function listSessionsRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/sessions',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listSessions',
        summary: 'List sessions',
        querystring: SessionListQuery,
        response: { 200: SessionList },
      },
    },
    async ({ query, principal }) => {
      const page = toSessionPage(query);
      const { sessions, total } = await actions.listSessions(
        principal,
        toSessionFilter(query),
        page,
      );
      return {
        sessions: sessions.map(toSessionView),
        total,
        offset: page.offset,
        next_offset: nextOffset(page, total),
      };
    },
  );
}
