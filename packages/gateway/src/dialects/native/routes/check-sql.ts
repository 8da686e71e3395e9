import { CheckOrder, SqlCheck } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { statementRefused } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { noQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';
import { useVariables } from '../use-variables.ts';

/** Checks a statement's syntax and meaning. It runs nothing and makes no job, and takes the right to submit there. */
export function checkSqlRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/sql/check',
    {
      config: { needs: 'submit', audit: false },
      schema: {
        operationId: 'checkSql',
        summary: 'Check a statement without running it',
        body: CheckOrder,
        response: { 200: SqlCheck },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const { queue: queueName, database, use_variables } = body;
      const used = await useVariables(actions, principal, [body.sql], use_variables);
      if (used.kind === 'refused') return refuse(request, reply, statementRefused(used.error));
      const [sql = body.sql] = used.texts;
      const answer = await actions.checkSql(principal, { sql, queueName, database });
      switch (answer.kind) {
        case 'ok':
          return {
            sql,
            statement_class: answer.statementClass,
            parameter_count: answer.parameterCount,
            parameter_names: [...answer.parameterNames],
          };
        case 'refused':
          return refuse(request, reply, statementRefused(answer.error));
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
      }
    },
  );
}
