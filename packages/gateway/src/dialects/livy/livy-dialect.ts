import type { FastifyPluginCallback } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { answerError, answerNoRoute } from './answer-error.ts';
import { demandRequestedBy } from './demand-requested-by.ts';
import { validatedBySchema } from './livy-app.ts';
import { batchRoutes } from './routes/batches.ts';
import { cancelStatementRoute } from './routes/cancel-statement.ts';
import { completeCodeRoute } from './routes/complete-code.ts';
import { createSessionRoute } from './routes/create-session.ts';
import { deleteSessionRoute } from './routes/delete-session.ts';
import { interruptSessionRoute } from './routes/interrupt-session.ts';
import { listSessionsRoute } from './routes/list-sessions.ts';
import { listStatementsRoute } from './routes/list-statements.ts';
import { showSessionLogRoute } from './routes/show-session-log.ts';
import { showSessionRoutes } from './routes/show-session.ts';
import { showStatementRoute } from './routes/show-statement.ts';
import { showVersionRoute } from './routes/show-version.ts';
import { submitStatementRoute } from './routes/submit-statement.ts';

export interface LivyOptions {
  /** How long a cancel waits for its proof. */
  readonly cancelTimeoutMs: number;
  /** Whether every call but a read has to have the header X-Requested-By, as Livy's own guard demands. */
  readonly demandsRequestedBy: boolean;
}

/**
 * Apache Livy's API of interactive sessions and batches (livy-api.md). The Fastify app around it authenticates: it
 * sets `request.principal` and keeps each route's `needs`.
 */
export function livyDialect(
  actions: GuardedActions,
  { cancelTimeoutMs, demandsRequestedBy }: LivyOptions,
): FastifyPluginCallback {
  return (fastify, _options, done) => {
    fastify.setErrorHandler(answerError);
    const app = validatedBySchema(fastify);
    if (demandsRequestedBy) demandRequestedBy(fastify);
    listSessionsRoute(app, actions);
    createSessionRoute(app, actions);
    showSessionRoutes(app, actions);
    deleteSessionRoute(app, actions, cancelTimeoutMs);
    interruptSessionRoute(app, actions, cancelTimeoutMs);
    showSessionLogRoute(app, actions);
    listStatementsRoute(app, actions);
    submitStatementRoute(app, actions);
    showStatementRoute(app, actions);
    cancelStatementRoute(app, actions, cancelTimeoutMs);
    completeCodeRoute(app, actions);
    batchRoutes(app, actions, cancelTimeoutMs);
    // At the root of a port what is nobody's has its answer already.
    for (const prefix of fastify.prefix === '' ? ['/sessions', '/batches'] : ['']) {
      fastify.register(unknownRoutes, { prefix });
    }
    done();
  };
}

const unknownRoutes: FastifyPluginCallback = (app, _options, done) => {
  app.setNotFoundHandler(answerNoRoute);
  done();
};

/** What Livy says to everybody, also without a credential. */
export const livyOpenRoutes: FastifyPluginCallback = (app, _options, done) => {
  showVersionRoute(app);
  done();
};
