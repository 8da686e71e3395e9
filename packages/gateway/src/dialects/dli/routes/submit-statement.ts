import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { DliApp } from '../dli-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { statementRefused } from '../session-refusals.ts';
import { toStatementRecord } from '../statement-record.ts';

/** As a statement of its own, which may be longer (`SqlText`), but for its length. */
const Code = Type.String({
  pattern: '^(?=\\s*\\S)[^\\0\\p{Cs}]{1,1024}$',
  description:
    'the text of one SQL statement of at most 1024 characters, not blank, without NUL or broken characters',
});

/** Submits a statement to a session; it runs when those before it have ended (dli-api.md 3.4.1). */
export function submitStatementRoute(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v2.0/:project_id/sessions/:session_id/statements',
    {
      config: { needs: 'submit', audit: 'submit_statements' },
      // `kind`, which Livy's clients send, is not read: it is the session's.
      schema: { params: SessionParams, body: Type.Object({ code: Code }) },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const asked = request.params.session_id;
      const order = { statements: [body.code] };
      const answer = await actions.submitStatements(principal, asked.toLowerCase(), order);
      if (answer.kind !== 'accepted')
        return refuse(request, reply, statementRefused(answer, asked));
      const [job] = answer.jobs;
      if (!job) throw new Error('a statement was accepted and there is none');
      request.auditTarget = job.id;
      const text = await toStatementRecord(actions, principal, job, clientLeft(reply));
      return reply.type('application/json').send(text);
    },
  );
}
