import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { clientLeft } from '../../client-left.ts';
import type { Edition } from '../editions.ts';
import { toParameters } from '../bindings.ts';
import type { FabricApp } from '../fabric-app.ts';
import { Id, oneOf, WorkspaceParams, wholeNumberOrText } from '../names.ts';
import { noSession, notSupported, type Refusal } from '../refusal.ts';
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
  resultset_fetch_mode: Type.Optional(oneOf(['DEFAULT', 'READ_OBS'])),
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
      config: { needs: 'submit', audit: 'execute_statement' },
      schema: { params: WorkspaceParams, body: Body },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const sessionId = body.session_id.toLowerCase();
      request.auditTarget = sessionId;
      const session = await actions.findSession(principal, sessionId);
      if (!session) return refuse(reply, noSession(body.session_id));
      if (session.state.status !== 'open') return refuse(reply, notUsable(session));
      if (body.resultset_fetch_mode === 'READ_OBS') return refuse(reply, noObsPath());

      const { limit = null, bindings = [] } = body;
      const answer = await actions.submitScript(principal, sessionId, {
        sql: body.statement,
        parameterSets: bindings.length === 0 ? undefined : bindings.map(toParameters),
        conf: rowLimitConf(limit === null ? null : Number(limit)),
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
      const script = await awaitScript(principal, sessionId, accepted, left);
      const fields = toStatementFields(script, sessionId);
      const state = scriptState(script);
      if (state.kind !== 'ended') return fields;
      const reader = { actions, principal, left };
      const stream = await streamResults(reader, fields, state.executed, 1);
      return reply.type('application/json').send(stream);
    },
  );

  /** Waits for the end, as long as a call may. */
  async function awaitScript(
    principal: Principal,
    sessionId: string,
    script: Script,
    left: AbortSignal,
  ): Promise<Script> {
    const deadline = clock.steady() + syncWaitMs;
    for (const { id } of script.jobs) {
      const remainingMs = Math.max(0, deadline - clock.steady());
      const awaited = await actions.awaitEnding(principal, id, remainingMs, left);
      if (awaited.kind !== 'ended' || awaited.job.state.ending.how !== 'succeeded') break;
    }
    return (await findScript(actions, principal, sessionId, script.id)) ?? script;
  }
}

export function noObsPath(): Refusal {
  return notSupported(
    'Results are not written to a bucket: READ_OBS and is_enable_obs_path are not supported. ' +
      'Read the rows page by page.',
  );
}
