import { Session, SessionOrder } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { KeyHeader, keyOf, twoKeys } from '../idempotency-key.ts';
import type { NativeApp } from '../native-app.ts';
import { overQuota } from '../over-quota.ts';
import { noQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';
import { sessionKeyTaken, wrongKind } from '../session-refusals.ts';
import { toSessionView } from '../session-view.ts';

/**
 * Makes a session, which then waits for its place and opens by itself. 201 for a new one, 200 for the one
 * that its key made before (I12).
 */
export function createSessionRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/sessions',
    {
      config: { needs: 'submit', audit: 'create_session' },
      schema: {
        operationId: 'createSession',
        summary: 'Make a session',
        headers: Type.Object(KeyHeader),
        body: SessionOrder,
        response: { 200: Session, 201: Session },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const named = keyOf(body.key, request.headers);
      if (named === 'two_keys') return refuse(request, reply, twoKeys);
      const answer = await actions.createSession(principal, {
        queueName: body.queue,
        kind: body.kind,
        name: body.name,
        database: body.database,
        key: named.key,
        waitTimeoutMs: body.wait_timeout_ms,
        idleTimeoutMs: body.idle_timeout_ms,
        clientLeaseMs: body.client_lease_ms,
      });
      switch (answer.kind) {
        case 'accepted': {
          const { session, isNew } = answer;
          request.auditTarget = session.id;
          return reply.code(isNew ? 201 : 200).send(toSessionView(session));
        }
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
        case 'wrong_kind':
          return refuse(request, reply, wrongKind(answer));
        case 'over_quota':
          return refuse(request, reply, overQuota(answer.over));
        case 'key_taken':
          return refuse(request, reply, sessionKeyTaken(answer));
        case 'name_taken':
          throw new Error('the names of native sessions need not differ');
      }
    },
  );
}
