import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { LivyApp } from '../livy-app.ts';
import { PageQuery, pageOf, SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { unknownSession } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';
import { showStatement } from '../statement-output.ts';
import { streamJobs } from '../../stream-jobs.ts';

/** Livy has no smaller page where none is asked for. */
const mostSize = 1_000;

/** Lists the statements of a session with their outputs, one read at a time as the client takes them. */
export function listStatementsRoute(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id/statements',
    {
      config: { needs: 'read' },
      // It would read all the rows to send none.
      exposeHeadRoute: false,
      schema: {
        params: SessionParams,
        querystring: Type.Object({
          ...PageQuery.properties,
          order: Type.Optional(
            Type.String({ pattern: '^(asc|desc)$', description: 'asc or desc' }),
          ),
        }),
      },
    },
    async ({ params, principal, query }, reply) => {
      const session = await findShown(actions, principal, params.id);
      const order = query.order === 'desc' ? 'number_desc' : 'number_asc';
      const page = { ...pageOf(query, mostSize, mostSize), order } as const;
      const list = session && (await actions.listStatements(principal, session.id, {}, page));
      if (!list) return refuse(reply, unknownSession(params.id));
      const left = clientLeft(reply);
      const jobs = actions.eachJob(principal, list);
      const fields = { total_statements: list.total };
      const stream = await streamJobs(fields, 'statements', jobs, (job) =>
        showStatement(actions, principal, job, left),
      );
      return reply.type('application/json').send(stream);
    },
  );
}
