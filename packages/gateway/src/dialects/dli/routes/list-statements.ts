import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { PageQuery, toPage } from '../session-page.ts';
import { unknownSession } from '../session-refusals.ts';
import { toStatementRecord } from '../statement-record.ts';
import { streamJobs } from '../../stream-jobs.ts';

/** Lists the statements of a session with their outputs (dli-api.md 3.4.2). */
export function listStatementsRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions/:session_id/statements',
    {
      config: { needs: 'read' },
      // It would read all the rows to send none.
      exposeHeadRoute: false,
      schema: {
        params: SessionParams,
        querystring: Type.Object({
          ...PageQuery.properties,
          order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'one of asc, desc' })),
        }),
      },
    },
    async (request, reply) => {
      const { principal, query } = request;
      const { session_id } = request.params;
      const order = query.order === 'desc' ? 'number_desc' : 'number_asc';
      const page = { ...toPage(query), order } as const;
      const list = await actions.listStatements(principal, session_id.toLowerCase(), {}, page);
      if (!list) return refuse(request, reply, unknownSession(session_id));
      const left = clientLeft(reply);
      const jobs = actions.eachJob(principal, list);
      const fields = { total_statements: list.total };
      const stream = await streamJobs(fields, 'statements', jobs, (job) =>
        toStatementRecord(actions, principal, job, left),
      );
      return reply.type('application/json').send(stream);
    },
  );
}
