import { Job, StatementList, StatementListQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { nextOffset } from '../next-offset.ts';
import { refuse } from '../refuse.ts';
import { toStatementFilter, toStatementPage } from '../session-filter.ts';
import { SessionParams, StatementParams } from '../session-params.ts';
import { unknownSession, unknownStatement } from '../session-refusals.ts';

/** Lists a session's statements, and shows one by its number there. Each is a job. */
export function showStatementsRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id/statements',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listStatements',
        summary: 'List the statements of a session',
        params: SessionParams,
        querystring: StatementListQuery,
        response: { 200: StatementList },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { query, principal } = request;
      const page = toStatementPage(query);
      const found = await actions.listStatements(principal, id, toStatementFilter(query), page);
      if (!found) return refuse(request, reply, unknownSession(id));
      const { jobs, total } = found;
      return {
        statements: jobs.map((job) => toJobView(job, actions.progressOf(job))),
        total,
        offset: page.offset,
        next_offset: nextOffset({ offset: page.offset, limit: jobs.length }, total),
      };
    },
  );

  app.get(
    '/sessions/:id/statements/:number',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showStatement',
        summary: 'Show a statement of a session',
        params: StatementParams,
        response: { 200: Job },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { number } = request.params;
      const { principal } = request;
      if (!(await actions.findSession(principal, id))) {
        return refuse(request, reply, unknownSession(id));
      }
      const job = await actions.findStatement(principal, id, Number(number));
      return job
        ? toJobView(job, actions.progressOf(job))
        : refuse(request, reply, unknownStatement(id, number));
    },
  );
}
