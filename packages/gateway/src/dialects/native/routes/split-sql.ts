import { SplitOrder, SplitSql } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { noQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';
import { noSessions, tooManyStatements } from '../session-refusals.ts';

/** Says where the statements of a text are. It runs nothing, and takes the right to submit there. */
export function splitSqlRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/sql/split',
    {
      config: { needs: 'submit', audit: false },
      schema: {
        operationId: 'splitSql',
        summary: 'Split a text into its statements',
        body: SplitOrder,
        response: { 200: SplitSql },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const answer = await actions.splitText(principal, { sql: body.sql, queueName: body.queue });
      switch (answer.kind) {
        case 'split':
          return { statements: [...answer.statements] };
        case 'too_many_statements':
          return refuse(request, reply, tooManyStatements(answer));
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
        case 'no_sessions':
          return refuse(request, reply, noSessions(answer));
      }
    },
  );
}
