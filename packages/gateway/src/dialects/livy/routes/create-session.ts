import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { heartbeatMs } from '../heartbeat.ts';
import { KeyHeaders, keyHeader } from '../idempotency-key.ts';
import { idleLimitMs } from '../idle-limit.ts';
import type { LivyApp } from '../livy-app.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { SessionOrder } from '../session-order.ts';
import { otherProxyUser, repeatedOfClosed, sessionRefused } from '../session-refusals.ts';
import { showSession } from '../show-session.ts';
import { isGone } from '../shown-session.ts';

/**
 * Makes a session; 201 also for the one that its Idempotency-Key made before, since clients send a create
 * again when its answer was lost (livy-api.md 4).
 */
export function createSessionRoute(app: LivyApp, actions: GuardedActions): void {
  app.post(
    '/sessions',
    {
      config: { needs: 'submit', audit: 'create_session' },
      schema: {
        headers: KeyHeaders,
        querystring: Type.Object({ doAs: Type.Optional(Type.String()) }),
        body: SessionOrder,
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const actsAs = request.query.doAs ?? body.proxyUser ?? principal.userName;
      if (actsAs !== principal.userName) return refuse(reply, otherProxyUser(actsAs));
      const idleTimeoutMs = idleLimitMs(body.ttl);
      if (idleTimeoutMs === 'malformed') return refuse(reply, badTtl);
      const conf = JSON.stringify(body.conf ?? {});
      if (conf.length > longestConf) return refuse(reply, longConf);

      const answer = await actions.createSession(principal, {
        queueName: body.queue ?? undefined,
        kind: body.kind ?? undefined,
        name: body.name ?? undefined,
        conf,
        key: request.headers[keyHeader],
        idleTimeoutMs,
        clientLeaseMs: heartbeatMs(body.heartbeatTimeoutInSecond),
        isNameUnique: true,
      });
      if (answer.kind !== 'accepted') return refuse(reply, sessionRefused(answer));
      const { session } = answer;
      request.auditTarget = session.id;
      if (isGone(session)) return refuse(reply, repeatedOfClosed(session));
      return reply
        .code(201)
        .header('location', `${app.prefix}/sessions/${session.number}`)
        .send(await showSession(actions, principal, session));
    },
  );
}

/** In UTF-16 units; it is kept with the session. */
const longestConf = 64 * 1_024;
const longConf = invalid(`conf may have ${longestConf} characters as JSON.`);
const badTtl = invalid(
  'ttl must be a duration of more than 0, such as 600s, 10m or 1h: a whole number and one of us, ms, ' +
    's, m, min, h, d.',
);
