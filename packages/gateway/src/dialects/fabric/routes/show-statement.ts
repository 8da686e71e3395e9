import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { Edition } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { oneOf, StatementParams, wholeNumber } from '../names.ts';
import { noSession, noStatement, resultExpired } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { findScript, scriptState } from '../script.ts';
import { toStatementFields } from '../statement-fields.ts';
import { hasExpired, streamResults } from '../statement-results.ts';
import { noObsPath } from './execute-statement.ts';

/** What a request is doing, and once it has ended a page of each of its results (fabric-api.md 6.2). */
export function showStatementRoute(
  app: FabricApp,
  actions: GuardedActions,
  { sessions, mostPages }: Edition,
): void {
  app.get(
    `${sessions}/:session_id/statements/:statement_id`,
    {
      config: { needs: 'read' },
      schema: {
        params: StatementParams,
        querystring: Type.Partial(
          Type.Object({
            page_num: wholeNumber(1, mostPages),
            is_enable_obs_path: oneOf(['true', 'false']),
          }),
        ),
      },
    },
    async (request, reply) => {
      const { principal, params, query } = request;
      const sessionId = params.session_id.toLowerCase();
      const statementId = params.statement_id.toLowerCase();
      if (!(await actions.findSession(principal, sessionId))) {
        return refuse(reply, noSession(params.session_id));
      }
      const script = await findScript(actions, principal, sessionId, statementId);
      if (!script) return refuse(reply, noStatement(params.statement_id));
      if (query.is_enable_obs_path === 'true') return refuse(reply, noObsPath());
      const fields = toStatementFields(script, sessionId);
      const state = scriptState(script);
      if (state.kind !== 'ended') return fields;
      if (hasExpired(state.executed)) return refuse(reply, resultExpired(script.id));
      const reader = { actions, principal, left: clientLeft(reply) };
      const stream = await streamResults(reader, fields, state.executed, query.page_num ?? 1);
      return reply.type('application/json').send(stream);
    },
  );
}
