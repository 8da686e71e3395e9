import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { findMisfit } from '../../../core/job/find-misfit.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { jobErrorRefusal } from '../job-error-codes.ts';
import { noQueue } from '../job-refusals.ts';
import { toJobType } from '../job-types.ts';
import { NameOrEmpty, ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { SqlText } from '../../sql-text.ts';

/**
 * Checks a statement's syntax and meaning; runs nothing and makes no job (dli-api.md 3.1.8). It takes
 * the right to submit: who may not run a statement has nothing to check.
 */
export function checkSqlRoute(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v1.0/:project_id/jobs/check-sql',
    {
      config: { needs: 'submit', audit: false },
      schema: {
        params: ProjectParams,
        body: Type.Object({ sql: SqlText, currentdb: Type.Optional(NameOrEmpty) }),
        response: { 200: successSchema({ job_type: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const filled = await actions.withVariables(principal, [body.sql]);
      if (filled.kind === 'refused') return refuse(request, reply, jobErrorRefusal(filled.error));
      const [sql = body.sql] = filled.texts;
      const order = { sql, database: body.currentdb || undefined };
      const answer = await actions.checkSql(principal, order);
      switch (answer.kind) {
        case 'ok': {
          const message = findMisfit(answer, []);
          if (message !== null) {
            return refuse(request, reply, jobErrorRefusal({ code: 'semantic', message }));
          }
          return success({
            message: 'the sql is ok',
            job_type: toJobType(answer.statementClass),
          });
        }
        case 'refused':
          return refuse(request, reply, jobErrorRefusal(answer.error));
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
      }
    },
  );
}
