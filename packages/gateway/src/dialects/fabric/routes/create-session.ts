import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { v1 } from '../editions.ts';
import { findEndpoint } from '../endpoints.ts';
import type { FabricApp } from '../fabric-app.ts';
import { Id, WorkspaceParams, wholeNumberOrText } from '../names.ts';
import { openSession, type SessionOptions, SessionState } from '../open-session.ts';
import { noEndpoint } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** Fields that are not listed are ignored (fabric-api.md 5.2). */
const Body = Type.Object({
  endpoint_id: Id,
  lake_formation_config: Type.Object(
    {
      instance_id: Type.String({
        pattern: '^[A-Za-z0-9-]{1,64}$',
        description: '1 to 64 letters, digits and hyphens',
      }),
      catalog: Type.String({
        pattern: '^[A-Za-z0-9_-]{1,255}$',
        description: '1 to 255 letters, digits, underscores and hyphens',
      }),
    },
    { description: 'an object with instance_id and catalog' },
  ),
  wait_timeout: Type.Optional(wholeNumberOrText(300, 7_200)),
});

/** Makes a session on an endpoint. With `wait_timeout` the answer does not wait for it. */
export function createSessionRoute(
  app: FabricApp,
  actions: GuardedActions,
  options: SessionOptions,
): void {
  app.post(
    v1.sessions,
    {
      config: { needs: 'submit', audit: 'create_session' },
      schema: { params: WorkspaceParams, body: Body, response: { 200: SessionState } },
    },
    async (request, reply) => {
      const { endpoint_id, lake_formation_config, wait_timeout } = request.body;
      const endpoint = await findEndpoint(actions, request.principal, endpoint_id);
      if (!endpoint) return refuse(reply, noEndpoint(endpoint_id));
      const order = {
        queueName: endpoint.name,
        // A project has one catalog: the names are kept, and not looked up.
        conf: JSON.stringify({ lake_formation_config }),
        waitTimeoutMs: wait_timeout === undefined ? undefined : Number(wait_timeout) * 1_000,
      };
      return openSession(actions, request, reply, order, options);
    },
  );
}
