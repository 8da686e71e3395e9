import type { Principal } from '../../../core/access/principal.ts';
import type { CancelVerdict } from '../../../core/actions/cancel-job.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { CancelWish } from '../../../core/actions/request-cancel.ts';
import { isEnded } from '../../../core/job/job.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { wishOf } from '../../wish-of.ts';
import { done, hadEnded } from '../done.ts';
import type { Edition } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { StatementParams } from '../names.ts';
import { noSession, noStatement, timedOut } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { findScript, scriptState } from '../script.ts';

/** Cancels what one request executes, and answers when it was seen to stop (fabric-api.md 6.8; 15, 8 and 9). */
export function cancelStatementRoute(
  app: FabricApp,
  actions: GuardedActions,
  edition: Edition,
  { clock, cancelTimeoutMs }: { readonly clock: Clock; readonly cancelTimeoutMs: number },
): void {
  app.post(
    `${edition.sessions}/:session_id/statements/:statement_id/cancel`,
    {
      config: { needs: 'cancel', audit: 'cancel_statement' },
      schema: { params: StatementParams },
    },
    async (request, reply) => {
      const { principal, params } = request;
      request.auditTarget = params.statement_id;
      const sessionId = params.session_id.toLowerCase();
      const statementId = params.statement_id.toLowerCase();
      if (!(await actions.findSession(principal, sessionId))) {
        return refuse(reply, noSession(params.session_id));
      }
      const wish = wishOf(request);
      const verdict = await cancelScript(principal, sessionId, statementId, wish);
      switch (verdict.kind) {
        case 'cancelled':
          return done(reply, edition);
        case 'ended_otherwise':
          return hadEnded(reply, edition, verdict.job.state.ending.how);
        case 'unknown':
        case 'not_cancellable':
          return refuse(reply, noStatement(params.statement_id));
        case 'not_confirmed':
          return refuse(
            reply,
            timedOut(
              `the statement was not seen to stop within ${cancelTimeoutMs / 1_000} s. The cancel ` +
                'goes on; ask for the statement to see when it has ended.',
            ),
          );
      }
    },
  );

  /** The one that runs is stopped, and those behind it with it: they run only where it succeeds. */
  async function cancelScript(
    principal: Principal,
    sessionId: string,
    statementId: string,
    wish: CancelWish,
  ): Promise<CancelVerdict> {
    const deadline = clock.steady() + cancelTimeoutMs;
    for (;;) {
      const script = await findScript(actions, principal, sessionId, statementId);
      if (!script) return { kind: 'unknown' };
      const state = scriptState(script);
      const last = state.kind === 'ended' ? state.executed.at(-1) : undefined;
      // Perhaps for another who asked at the same time.
      if (last) return actions.cancelJob(principal, last.id, wish, 0);
      const live = script.jobs.find((job) => !isEnded(job));
      if (!live) return { kind: 'unknown' };
      const remainingMs = Math.max(0, deadline - clock.steady());
      const verdict = await actions.cancelJob(principal, live.id, wish, remainingMs);
      // It succeeded first: the next has begun, and is the one to stop.
      if (verdict.kind !== 'ended_otherwise') return verdict;
    }
  }
}
