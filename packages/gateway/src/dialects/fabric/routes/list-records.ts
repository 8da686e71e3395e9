import { type Static, Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { AllStatementsFilter } from '../../../core/ports/session-store.ts';
import { streamJobs } from '../../stream-jobs.ts';
import { v1, v2 } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import {
  EndpointName,
  fromTime,
  Id,
  OffsetPage,
  Time,
  toPage,
  wholeNumber,
  WorkspaceParams,
} from '../names.ts';
import { markerPage, nextMarker, toMarkedPage } from '../marker-page.ts';
import { toRecordFilter } from '../record-words.ts';
import { SessionRecordQuery, toStatementRecord } from '../statement-record.ts';

const RecordQuery = Type.Partial(
  Type.Object({
    ...SessionRecordQuery.properties,
    endpoint_id: Id,
    session_id: Id,
    /** 0 is the API; 1 the console, from which nothing comes here. */
    source: wholeNumber(0, 1),
    start_time: Time,
    end_time: Time,
  }),
);

function toRecordsFilter(query: Static<typeof RecordQuery>): AllStatementsFilter {
  const { endpoint_id, session_id, statement_id, status, source, start_time, end_time } = query;
  return {
    ...(endpoint_id !== undefined && { queueId: endpoint_id.toLowerCase() }),
    ...(session_id !== undefined && { sessionId: session_id.toLowerCase() }),
    ...(statement_id !== undefined && { jobId: statement_id.toLowerCase() }),
    ...(status !== undefined && { statuses: toRecordFilter(status) }),
    ...(source === 1 && { statuses: [] }),
    ...(start_time !== undefined && { submittedAfter: fromTime(start_time) }),
    ...(end_time !== undefined && { submittedBefore: fromTime(end_time) }),
  };
}

const Query = Type.Object({ ...OffsetPage.properties, ...RecordQuery.properties });

const AuraQuery = Type.Object({
  ...markerPage('records').properties,
  ...RecordQuery.properties,
  endpoint_name: Type.Optional(EndpointName),
});

/** What was executed in the workspace, in all its sessions, the newest first (fabric-api.md 7.2). */
export function listRecordsRoutes(app: FabricApp, actions: GuardedActions, clock: Clock): void {
  app.get(
    v1.records,
    {
      config: { needs: 'read' },
      schema: { params: WorkspaceParams, querystring: Query },
    },
    async ({ principal, query }, reply) => {
      const filter = toRecordsFilter(query);
      const list = await actions.listAllStatements(principal, filter, toPage(query));
      const jobs = actions.eachJob(principal, list);
      const now = clock.now();
      const stream = await streamJobs({ total: list.total }, 'records', jobs, (job) =>
        JSON.stringify(toStatementRecord(job, now)),
      );
      return reply.type('application/json; charset=utf-8').send(stream);
    },
  );
  app.get(
    v2.records,
    {
      config: { needs: 'read' },
      schema: { params: WorkspaceParams, querystring: AuraQuery },
    },
    async ({ principal, query }) => {
      const queueName = query.endpoint_name?.toLowerCase();
      const filter = { ...toRecordsFilter(query), ...(queueName !== undefined && { queueName }) };
      const page = toMarkedPage('records', query);
      const { jobs, next } = await actions.listAllStatements(principal, filter, page);
      const now = clock.now();
      return {
        records: jobs.map((job) => toStatementRecord(job, now)),
        current_count: jobs.length,
        next_marker: nextMarker('records', next),
      };
    },
  );
}
