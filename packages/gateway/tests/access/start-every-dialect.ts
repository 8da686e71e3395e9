import { onTestFinished } from 'vitest';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { IdentityStore } from '../../src/core/ports/identity-store.ts';
import { dliDialect } from '../../src/dialects/dli/dli-dialect.ts';
import { projectNotServed } from '../../src/dialects/dli/not-supported.ts';
import { fabricDialect } from '../../src/dialects/fabric/fabric-dialect.ts';
import { livyDialect, livyOpenRoutes } from '../../src/dialects/livy/livy-dialect.ts';
import { EventStreams } from '../../src/dialects/native/event-streams.ts';
import { nativeDialect } from '../../src/dialects/native/native-dialect.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';
import type { Core } from '../support/start-core.ts';

export interface EveryDialect {
  /** Takes each route that there is. */
  readonly routes?: string[];
  readonly identities?: IdentityStore;
  readonly cancelTimeoutMs?: number;
}

/** All dialects behind the real door. */
export async function startEveryDialect(
  core: Core,
  { routes = [], identities = core.stores.identities, cancelTimeoutMs = 1 }: EveryDialect = {},
): Promise<string> {
  const actions = guardActions(core.actions, core.stores);
  const streams = new EventStreams();
  const { clock } = core;
  const app = await buildApp({
    logger: createLogger('silent'),
    identities,
    secrets: createSecretBox(Buffer.alloc(32)),
    quotas: core.quotas,
    audit: core.stores.audit,
    homeProjectId: 'home',
    clock,
    readiness: async () => [],
    metrics: {
      token: 'token-of-the-collector',
      expose: async () => ({ contentType: 'text/plain', text: '' }),
      request: () => {},
    },
    onRoute: ({ method, url }) =>
      void routes.push(...[method].flat().map((one) => `${one} ${url}`)),
    dialects: [
      {
        name: 'dli',
        plugin: dliDialect(actions, { cancelTimeoutMs, clock, appIdAs: 'text' }),
        prefix: '',
        accepts: [],
        projectOfUnknown: projectNotServed,
      },
      {
        name: 'fabric',
        plugin: fabricDialect(actions, {
          cancelTimeoutMs,
          clock,
          syncWaitMs: 60_000,
          idleTimeoutMs: null,
        }),
        prefix: '',
        accepts: [],
      },
      {
        name: 'native',
        plugin: nativeDialect(actions, { cancelTimeoutMs, streams }),
        prefix: '/api/v1',
        accepts: ['bearer'],
      },
      {
        name: 'livy',
        plugin: livyDialect(actions, { cancelTimeoutMs, demandsRequestedBy: false }),
        openRoutes: livyOpenRoutes,
        prefix: '/livy',
        accepts: ['bearer', 'basic'],
      },
    ],
  });
  onTestFinished(() => streams.close());
  onTestFinished(async () => {
    const closed = app.close();
    // A client has all of a file before the server knows that it is sent.
    app.server.closeAllConnections();
    await closed;
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}
