import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { NoRoomForRowsError } from '../../../core/ports/no-room-for-rows-error.ts';
import { addressOf } from '../address-of.ts';
import { clientLeft } from '../../client-left.ts';
import { bucketResults, writeResultFiles } from '../bucket-results.ts';
import { CallTime } from '../call-time.ts';
import type { Edition } from '../editions.ts';
import { toParameters } from '../bindings.ts';
import type { FabricApp } from '../fabric-app.ts';
import { fetchModeConf, fetchModes } from '../fetch-mode.ts';
import { Id, oneOf, WorkspaceParams, wholeNumberOrText } from '../names.ts';
import { noSession } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { rowLimitConf } from '../row-limit.ts';
import { findScript, type Script, scriptState } from '../script.ts';
import { notUsable, scriptRefused } from '../script-refusals.ts';
import { toStatementFields } from '../statement-fields.ts';
import { streamResults } from '../statement-results.ts';

const longestSql = 10_000_000;
const bindingRule = 'text without NUL or broken characters, or null';
const BindingText = Type.String({ pattern: '^[^\\0\\p{Cs}]*$' });

/** Fields that are not listed are ignored (fabric-api.md 6.1). */
const Body = Type.Object({
  session_id: Id,
  statement: Type.String({
    maxLength: longestSql,
    pattern: '^[^\\0\\p{Cs}]*$',
    description: `text of at most ${longestSql} characters, without NUL or broken characters`,
  }),
  limit: Type.Optional(Type.Union([wholeNumberOrText(1, 2_147_483_647), Type.Null()])),
  bindings: Type.Optional(
    Type.Array(
      Type.Array(Type.Union([BindingText, Type.Null()], { description: bindingRule }), {
        description: 'an array of texts',
      }),
      { maxItems: 10_000, description: 'an array of at most 10000 arrays of texts' },
    ),
  ),
  is_sync: Type.Optional(Type.Boolean({ description: 'true or false' })),
  is_maintain_statement: Type.Optional(Type.Boolean({ description: 'true or false' })),
  resultset_fetch_mode: Type.Optional(oneOf(fetchModes)),
});

/**
 * Executes the statements of a text in a session, one after the other until one fails (fabric-api.md
 * 6.1, 6.5). That they fail is no failed call.
 */
export function executeStatementRoute(
  app: FabricApp,
  actions: GuardedActions,
  { sessions }: Edition,
  { clock, syncWaitMs }: { readonly clock: Clock; readonly syncWaitMs: number },
): void {
  app.post(
    `${sessions}/statements`,
    {
      config: { needs: 'submit', audit: 'submit_statements' },
      schema: { params: WorkspaceParams, body: Body },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const sessionId = body.session_id.toLowerCase();
      request.auditTarget = sessionId;
      const session = await actions.findSession(principal, sessionId);
      if (!session) return refuse(reply, noSession(body.session_id));
      if (session.state.status !== 'open') return refuse(reply, notUsable(session));

      const { limit = null, bindings = [], resultset_fetch_mode: mode = 'DEFAULT' } = body;
      const answer = await actions.submitScript(principal, sessionId, {
        sql: body.statement,
        parameterSets: bindings.length === 0 ? undefined : bindings.map(toParameters),
        conf: [...rowLimitConf(limit === null ? null : Number(limit)), ...fetchModeConf(mode)],
      });
      if (answer.kind === 'empty') {
        // There is nothing to ask for later (fabric-api.md 15, 19).
        return reply.send({ status: 2, session_id: sessionId, results: [] });
      }
      if (answer.kind !== 'accepted') return refuse(reply, scriptRefused(answer, body.session_id));
      const [first] = answer.jobs;
      if (!first) throw new Error('a text that is not empty had no statement');
      const accepted: Script = { id: first.id, jobs: answer.jobs };
      if (body.is_sync !== true) return toStatementFields(accepted, sessionId);

      const left = clientLeft(reply);
      const time = new CallTime(clock, syncWaitMs);
      const script = await awaitScript(principal, sessionId, accepted, time, left);
      const fields = toStatementFields(script, sessionId);
      const state = scriptState(script);
      if (state.kind !== 'ended') return fields;
      const reader = { actions, principal, left };
      const { executed } = state;
      try {
        if (mode === 'READ_OBS') {
          if (await writeResultFiles(reader, executed, time)) return fields;
          return await bucketResults(reader, fields, executed, addressOf(request));
        }
        const stream = await streamResults(reader, fields, executed, 1);
        return reply.type('application/json').send(stream);
      } catch (error) {
        // Why they are not there is said to whoever asks for them by the id, which this answer tells: who were
        // told to come again would execute it again.
        if (error instanceof NoRoomForRowsError) return fields;
        throw error;
      }
    },
  );

  /** Waits for the end, as long as a call may. */
  async function awaitScript(
    principal: Principal,
    sessionId: string,
    script: Script,
    time: CallTime,
    left: AbortSignal,
  ): Promise<Script> {
    for (const { id } of script.jobs) {
      const awaited = await actions.awaitEnding(principal, id, time.remainingMs, left);
      if (awaited.kind !== 'ended' || awaited.job.state.ending.how !== 'succeeded') break;
    }
    return (await findScript(actions, principal, sessionId, script.id)) ?? script;
  }
}
