import { type Static, Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { StatementFilter } from '../../../core/ports/session-store.ts';
import { streamJobs } from '../../stream-jobs.ts';
import { v1, v2 } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { OffsetPage, SessionParams, toPage } from '../names.ts';
import { markerPage, nextMarker, toMarkedPage } from '../marker-page.ts';
import { noSession } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { toRecordFilter } from '../record-words.ts';
import { SessionRecordQuery, toSessionRecord } from '../statement-record.ts';

const order = 'number_desc';

/** What was executed in a session, the newest first (fabric-api.md 7.3). */
export function listSessionRecordsRoutes(app: FabricApp, actions: GuardedActions): void {
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
      const page = { ...toPage(query), order } as const;
      const sessionId = params.session_id.toLowerCase();
      const found = await actions.listStatements(principal, sessionId, toFilter(query), page);
      if (!found) return refuse(reply, noSession(params.session_id));
      const jobs = actions.eachJob(principal, found);
      const stream = await streamJobs({ total: found.total }, 'records', jobs, (job) =>
        JSON.stringify(toSessionRecord(job)),
      );
      return reply.type('application/json; charset=utf-8').send(stream);
    },
  );

  app.get(
    `${v2.sessions}/:session_id/statements`,
    {
      config: { needs: 'read' },
      schema: {
        params: SessionParams,
        querystring: Type.Object({
          ...markerPage('session-records').properties,
          ...SessionRecordQuery.properties,
        }),
      },
    },
    async ({ principal, params, query }, reply) => {
      const page = { ...toMarkedPage('session-records', query), order } as const;
      const sessionId = params.session_id.toLowerCase();
      const found = await actions.listStatements(principal, sessionId, toFilter(query), page);
      if (!found) return refuse(reply, noSession(params.session_id));
      const records = found.jobs.map(toSessionRecord);
      return {
        records,
        current_count: records.length,
        next_marker: nextMarker('session-records', found.next),
      };
    },
  );
}

function toFilter({ statement_id, status }: Static<typeof SessionRecordQuery>): StatementFilter {
  return {
    ...(statement_id !== undefined && { jobId: statement_id.toLowerCase() }),
    ...(status !== undefined && { statuses: toRecordFilter(status) }),
  };
}
