import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { v1, v2 } from '../editions.ts';
import { findEndpoint } from '../endpoints.ts';
import type { FabricApp } from '../fabric-app.ts';
import { EndpointName, Id, WorkspaceParams, wholeNumberOrText } from '../names.ts';
import { openSession, type SessionOptions, SessionState } from '../open-session.ts';
import { noEndpoint } from '../refusal.ts';
import { refuse } from '../refuse.ts';

const waitTimeout = Type.Optional(wholeNumberOrText(300, 7_200));

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
  wait_timeout: waitTimeout,
});

/** The same in the words of v2 (fabric-api.md 13). */
const AuraBody = Type.Object({
  endpoint_name: EndpointName,
  catalog_context: Type.Object(
    {
      catalog_name: Type.String({
        pattern: '^[A-Za-z0-9_-]{1,255}$',
        description: '1 to 255 letters, digits, underscores and hyphens',
      }),
    },
    { description: 'an object with catalog_name' },
  ),
  wait_timeout: waitTimeout,
});

/** Makes a session on an endpoint. With `wait_timeout` the answer does not wait for it. */
export function createSessionRoutes(
  app: FabricApp,
  actions: GuardedActions,
  options: SessionOptions,
): void {
  const config = { needs: 'submit', audit: 'create_session' } as const;
  const response = { 200: SessionState };

  app.post(
    v1.sessions,
    { config, schema: { params: WorkspaceParams, body: Body, response } },
    async (request, reply) => {
      const { endpoint_id, lake_formation_config, wait_timeout } = request.body;
      const endpoint = await findEndpoint(actions, request.principal, endpoint_id);
      if (!endpoint) return refuse(reply, noEndpoint(endpoint_id));
      const queueName = endpoint.name;
      // A project has one catalog: the names are kept, and not looked up.
      const order = { queueName, conf: JSON.stringify({ lake_formation_config }) };
      return openSession(actions, request, reply, { ...order, ...waiting(wait_timeout) }, options);
    },
  );

  app.post(
    v2.sessions,
    { config, schema: { params: WorkspaceParams, body: AuraBody, response } },
    async (request, reply) => {
      const { endpoint_name: queueName, catalog_context, wait_timeout } = request.body;
      const order = { queueName, conf: JSON.stringify({ catalog_context }) };
      return openSession(actions, request, reply, { ...order, ...waiting(wait_timeout) }, options);
    },
  );
}

function waiting(seconds: string | number | undefined) {
  return seconds === undefined ? {} : { waitTimeoutMs: Number(seconds) * 1_000 };
}
