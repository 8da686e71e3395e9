import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { begunWord, completions, namesFor } from '../completions.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { CompletionOrder } from '../session-order.ts';
import { unknownSession } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';

/** Words, and names that can be seen in the session, that may stand where the cursor is. */
export function completeCodeRoute(app: LivyApp, actions: GuardedActions): void {
  app.post(
    '/sessions/:id/completion',
    {
      config: { needs: 'read', audit: false },
      schema: { params: SessionParams, body: CompletionOrder },
    },
    async ({ body, params, principal }, reply) => {
      const session = await findShown(actions, principal, params.id);
      if (!session) return refuse(reply, unknownSession(params.id));
      const { code, cursor } = body;
      const at = cursor === null || cursor === undefined || cursor === '' ? code.length : cursor;
      const begun = begunWord(code.slice(0, Number(at)));
      if (begun === null) return { candidates: [] };
      const names = await actions.namesIn(principal, session, namesFor(begun));
      return { candidates: completions(begun, names) };
    },
  );
}
