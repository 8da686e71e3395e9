import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { answerError, answerUnknownRoute } from './answer-error.ts';
import { v1, v2 } from './editions.ts';
import { validatedBySchema } from './fabric-app.ts';
import type { SessionOptions } from './open-session.ts';
import { demandOwnWorkspace } from './own-workspace.ts';
import { cancelStatementRoute } from './routes/cancel-statement.ts';
import { closeSessionRoute } from './routes/close-session.ts';
import { createSessionRoutes } from './routes/create-session.ts';
import { endpointRoutes } from './routes/endpoints.ts';
import { executeStatementRoute } from './routes/execute-statement.ts';
import { listRecordsRoutes } from './routes/list-records.ts';
import { listSessionRecordsRoutes } from './routes/list-session-records.ts';
import { listSessionsRoutes } from './routes/list-sessions.ts';
import { showSessionRoute } from './routes/show-session.ts';
import { showStatementRoute } from './routes/show-statement.ts';
import { workspaceRoutes } from './routes/workspaces.ts';

export interface FabricDialectOptions extends SessionOptions {
  /** How long a close or a cancel waits for its proof. */
  readonly cancelTimeoutMs: number;
  readonly clock: Clock;
}

/** SQL sessions and statements of DataArts Fabric, in both spellings, as one plugin (fabric-api.md 1, 13). */
export function fabricDialect(
  actions: GuardedActions,
  options: FabricDialectOptions,
): FastifyPluginAsync {
  return async (plain) => {
    const app = validatedBySchema(plain);
    app.setErrorHandler(answerError);
    app.addHook('preHandler', demandOwnWorkspace);
    workspaceRoutes(app);
    endpointRoutes(app, actions);
    createSessionRoutes(app, actions, options);
    listSessionsRoutes(app, actions);
    listSessionRecordsRoutes(app, actions);
    listRecordsRoutes(app, actions, options.clock);
    for (const edition of [v1, v2]) {
      showSessionRoute(app, actions, edition);
      closeSessionRoute(app, actions, edition, options.cancelTimeoutMs);
      executeStatementRoute(app, actions, edition, options);
      showStatementRoute(app, actions, edition, options);
      cancelStatementRoute(app, actions, edition, options);
    }
    for (const prefix of ['/v1/workspaces', '/v2/workspaces']) {
      await app.register(unknownRoutes, { prefix });
    }
  };
}

async function unknownRoutes(app: FastifyInstance): Promise<void> {
  app.setNotFoundHandler(answerUnknownRoute);
}
