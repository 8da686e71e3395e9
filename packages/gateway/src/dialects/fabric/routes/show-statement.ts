import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { clientLeft } from '../../client-left.ts';
import { addressOf } from '../address-of.ts';
import { bucketResults, writeResultFiles } from '../bucket-results.ts';
import { CallTime } from '../call-time.ts';
import type { Edition } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { isFetchedFromBucket } from '../fetch-mode.ts';
import { oneOf, StatementParams, wholeNumber } from '../names.ts';
import { noSession, noStatement, resultExpired } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { findScript, type Script, scriptState } from '../script.ts';
import { toStatementFields } from '../statement-fields.ts';
import { hasExpired, streamResults } from '../statement-results.ts';

/** What a request is doing, and once it has ended a page of each of its results (fabric-api.md 6.2). */
export function showStatementRoute(
  app: FabricApp,
  actions: GuardedActions,
  { sessions, mostPages }: Edition,
  { clock, syncWaitMs }: { readonly clock: Clock; readonly syncWaitMs: number },
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
      const fields = toStatementFields(script, sessionId);
      const state = scriptState(script);
      if (state.kind !== 'ended') return fields;
      if (hasExpired(state.executed)) return refuse(reply, resultExpired(script.id));
      const { executed } = state;
      const reader = { actions, principal, left: clientLeft(reply) };
      if (isFromBucket(query.is_enable_obs_path, script)) {
        const time = new CallTime(clock, syncWaitMs);
        const refusal = await writeResultFiles(reader, executed, time);
        return refusal
          ? refuse(reply, refusal)
          : bucketResults(reader, fields, executed, addressOf(request));
      }
      const stream = await streamResults(reader, fields, executed, query.page_num ?? 1);
      return reply.type('application/json').send(stream);
    },
  );
}

/** As the call says; one that says nothing gets what was wished when the request was executed. */
function isFromBucket(isEnabled: 'true' | 'false' | undefined, { jobs }: Script): boolean {
  return isEnabled === undefined ? jobs.some(isFetchedFromBucket) : isEnabled === 'true';
}
