import { type Static, Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { SessionFilter } from '../../../core/ports/session-store.ts';
import { v1, v2 } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import {
  EndpointName,
  fromTime,
  Id,
  OffsetPage,
  oneOf,
  Time,
  toPage,
  WorkspaceParams,
} from '../names.ts';
import { markerPage, nextMarker, toMarkedPage } from '../marker-page.ts';
import { SessionInfo, toSessionInfo } from '../session-info.ts';
import { sessionWords, toSessionFilter } from '../session-words.ts';

const SessionQuery = Type.Partial(
  Type.Object({
    endpoint_id: Id,
    status: oneOf(sessionWords),
    session_id: Id,
    start_time: Time,
    end_time: Time,
  }),
);

function toFilter(query: Static<typeof SessionQuery>): SessionFilter {
  const { endpoint_id, status, session_id, start_time, end_time } = query;
  return {
    ...(endpoint_id !== undefined && { queueId: endpoint_id.toLowerCase() }),
    ...(session_id !== undefined && { sessionId: session_id.toLowerCase() }),
    ...(status !== undefined && { statuses: toSessionFilter(status) }),
    ...(start_time !== undefined && { createdAfter: fromTime(start_time) }),
    ...(end_time !== undefined && { createdBefore: fromTime(end_time) }),
  };
}

const Query = Type.Object({ ...OffsetPage.properties, ...SessionQuery.properties });

const AuraQuery = Type.Object({
  ...markerPage('sessions').properties,
  ...SessionQuery.properties,
  endpoint_name: Type.Optional(EndpointName),
});

const order = 'created_desc';

/** Lists the workspace's sessions, the newest first (fabric-api.md 5.3). */
export function listSessionsRoutes(app: FabricApp, actions: GuardedActions): void {
  app.get(
    v1.sessions,
    {
      config: { needs: 'read' },
      schema: {
        params: WorkspaceParams,
        querystring: Query,
        response: {
          200: Type.Object({ sessions: Type.Array(SessionInfo), total: Type.Integer() }),
        },
      },
    },
    async ({ principal, query }) => {
      const page = { ...toPage(query), order } as const;
      const { sessions, total } = await actions.listSessions(principal, toFilter(query), page);
      return { sessions: sessions.map(toSessionInfo), total };
    },
  );
  app.get(
    v2.sessions,
    {
      config: { needs: 'read' },
      schema: {
        params: WorkspaceParams,
        querystring: AuraQuery,
        response: {
          200: Type.Object({
            sessions: Type.Array(SessionInfo),
            total: Type.Integer(),
            next_marker: Type.String(),
          }),
        },
      },
    },
    async ({ principal, query }) => {
      const queueName = query.endpoint_name?.toLowerCase();
      const filter = { ...toFilter(query), ...(queueName !== undefined && { queueName }) };
      const page = { ...toMarkedPage('sessions', query), order } as const;
      const { sessions, total, next } = await actions.listSessions(principal, filter, page);
      return {
        sessions: sessions.map(toSessionInfo),
        total,
        next_marker: nextMarker('sessions', next),
      };
    },
  );
}
