import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { v1 } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { OffsetPage, SessionParams, toPage } from '../names.ts';
import { noSession } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { toRecordFilter } from '../record-words.ts';
import { SessionRecordQuery, toSessionRecord } from '../statement-record.ts';

/** What was executed in a session, the newest first (fabric-api.md 7.3). */
export function listSessionRecordsRoute(app: FabricApp, actions: GuardedActions): void {
  app.get(
    `${v1.sessions}/:session_id/statements`,
    {
      config: { needs: 'read' },
      schema: {
        params: SessionParams,
        querystring: Type.Object({ ...OffsetPage.properties, ...SessionRecordQuery.properties }),
      },
    },
    async ({ principal, params, query }, reply) => {
      const { statement_id, status } = query;
      const filter = {
        ...(statement_id !== undefined && { jobId: statement_id.toLowerCase() }),
        ...(status !== undefined && { statuses: toRecordFilter(status) }),
      };
      const page = { ...toPage(query), order: 'number_desc' } as const;
      const sessionId = params.session_id.toLowerCase();
      const found = await actions.listStatements(principal, sessionId, filter, page);
      if (!found) return refuse(reply, noSession(params.session_id));
      return { records: found.jobs.map(toSessionRecord), total: found.total };
    },
  );
}
